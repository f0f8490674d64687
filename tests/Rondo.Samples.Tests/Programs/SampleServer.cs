using System.Net.Http.Json;
using System.Text.Json;
using Rondo.Soak;

namespace Rondo.Samples.Tests.Programs;

/// <summary>A sample that serves, as a process, with a folder of its own and a client.</summary>
internal sealed class SampleServer : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private SampleServer(ServerProcess process) => (_process, Client) = (process, new HttpClient { BaseAddress = process.Address });

    internal HttpClient Client { get; }

    internal Uri Address => _process.Address;

    internal static async Task<SampleServer> StartAsync(string name, params string[] arguments) =>
        new(await ServerProcess.StartAsync(name, ["--urls", "http://127.0.0.1:0", .. arguments]));

    /// <summary>Gets JSON, and checks the status.</summary>
    internal async Task<JsonElement> GetAsync(string path, int status = 200)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return await ReadAsync(response, status);
    }

    internal async Task<JsonElement> PostAsync(string path, object body, int status)
    {
        using var response = await Client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        return await ReadAsync(response, status);
    }

    internal async Task<JsonElement> ReadAsync(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{response.RequestMessage?.RequestUri} returned {(int)response.StatusCode}: {text}\n{_process.Log}");
        return JsonElement.Parse(text);
    }

    internal void Kill() => _process.Kill();

    /// <summary>Sends SIGTERM.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> StopAsync()
    {
        _process.Stop();
        return (await _process.WaitForExitAsync()).Status;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
