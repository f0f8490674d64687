using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Rondo.Data.Tests;
using Rondo.Soak;

namespace Rondo.Samples.Tests.Shop;

/// <summary>The sample Shop as a process, with an empty database and a home folder of its own.</summary>
internal sealed class ShopProcess : IAsyncDisposable
{
    internal const string Admin = "admin@example.org";
    private const string Password = "Passw0rd!";

    private readonly string _folder;
    private readonly ServerProcess _process;
    private readonly List<HttpClient> _clients = [];

    private ShopProcess(string folder, ServerProcess process)
    {
        _folder = folder;
        _process = process;
    }

    /// <summary>Gets the databases and environments in which the shop is tested.</summary>
    internal static TheoryData<string, string> Kinds => new()
    {
        { "sqlite", "Development" },
        { "sqlite", "Production" },
        { "postgres", "Development" },
        { "postgres", "Production" },
    };

    internal static async Task<ShopProcess> StartAsync(string kind, string environment)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-shop-").FullName;
        var url = kind == "sqlite" ? $"sqlite://{folder}/shop.db" : await PostgresServer.CreateDatabaseAsync();
        string[] arguments = ["--urls", "http://127.0.0.1:0", "--environment", environment, "--database", url, "--admin", Admin];
        return new ShopProcess(folder, await ServerProcess.StartAsync("Shop", arguments, limits: null, ("HOME", folder)));
    }

    /// <summary>Creates a client of a customer who has not logged in.</summary>
    internal HttpClient Client()
    {
        var client = new HttpClient { BaseAddress = _process.Address };
        _clients.Add(client);
        return client;
    }

    /// <summary>Registers a customer and logs in.</summary>
    internal async Task<HttpClient> LogInAsync(string email)
    {
        var client = Client();
        await SendAsync(client, HttpMethod.Post, "/account/register", Account(email), HttpStatusCode.OK);
        var login = await SendAsync(client, HttpMethod.Post, "/account/login", Account(email), HttpStatusCode.OK);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", login.GetProperty("accessToken").GetString());
        return client;
    }

    internal static object Account(string email) => new { email, password = Password };

    /// <summary>Sends a request and checks the status of the response.</summary>
    /// <returns>The response's JSON, or an undefined value if it has no content.</returns>
    internal async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object? body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(
            response.StatusCode == status,
            $"{method} {path} returned {(int)response.StatusCode} instead of {(int)status}: {text}\n{_process.Log}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>Sends 20 equal requests at the same time.</summary>
    /// <returns>The statuses of the responses, in ascending order.</returns>
    internal static async Task<int[]> RaceAsync(HttpClient client, string path, object body)
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var response = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
            return (int)response.StatusCode;
        }));
        return [.. responses.Order()];
    }

    /// <summary>Sends SIGTERM.</summary>
    /// <returns>The exit status.</returns>
    internal async Task<int> StopAsync()
    {
        _process.Stop();
        return (await _process.WaitForExitAsync()).Status;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
