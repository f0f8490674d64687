using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kitchen;
using Rondo.Api;

namespace Rondo.Web.Tests.Kitchen;

/// <summary>Kitchen in process, and what its tests ask of it.</summary>
internal static class KitchenClient
{
    internal static Task<TestClient> StartAsync() => TestClient.StartAsync(Build());

    internal static RondoApp Build() => KitchenApp.Build(new KitchenOptions { Urls = "http://localhost:5000", Loops = 1, Database = $"sqlite://{KitchenFiles.NewDatabase()}" });

    internal static async Task<JsonElement> JsonAsync(this HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} and not {status}: {text}");
        Assert.Equal(status < 400 ? "application/json; charset=utf-8" : "application/problem+json", response.Content.Headers.ContentType?.ToString());
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    internal static async Task<JsonElement> GetJsonAsync(this HttpClient client, string path, int status = 200)
    {
        using var response = await client.GetAsync(path);
        return await response.JsonAsync(status);
    }

    internal static Task<HttpResponseMessage> SendJsonAsync(this HttpClient client, HttpMethod method, string path, string json)
    {
        var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return client.SendAsync(request);
    }

    internal static async Task<JsonElement> PostJsonAsync(this HttpClient client, string path, string json, int status)
    {
        using var response = await client.SendJsonAsync(HttpMethod.Post, path, json);
        return await response.JsonAsync(status);
    }

    /// <summary>The pointers of the errors, in their order.</summary>
    internal static string[] Pointers(this JsonElement problem) => [.. problem.GetProperty("errors").EnumerateArray().Select(static error => error.GetProperty("pointer").GetString()!)];
}
