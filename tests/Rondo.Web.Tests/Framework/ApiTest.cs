using System.Net.Http.Json;
using System.Text;

namespace Rondo.Web.Tests.Framework;

/// <summary>Apps of the framework, and what they answer.</summary>
internal static class ApiTest
{
    internal static RondoApp App(Action<RondoApp> map, Action<RondoAppBuilder>? configure = null) => RondoApp.Create(["--hostBuilder:reloadConfigOnChange=false"], builder =>
    {
        builder.Logging.ClearProviders();
        configure?.Invoke(builder);
    }).With(map);

    internal static Task<TestClient> StartAsync(Action<RondoApp> map, Action<RondoAppBuilder>? configure = null) =>
        TestClient.StartAsync(App(map, configure), options => options.ThrowServerErrors = false);

    /// <summary>Status and body, as one string to compare.</summary>
    internal static async Task<string> AnswerAsync(this HttpClient client, string path, HttpMethod? method = null, HttpContent? content = null, string? header = null)
    {
        using var request = new HttpRequestMessage(method ?? (content is null ? HttpMethod.Get : HttpMethod.Post), path) { Content = content };
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        using var response = await client.SendAsync(request);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    internal static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>The answer to invalid input with these errors.</summary>
    internal static string Invalid(params string[] errors) => $$"""422 {"title":"The request has invalid input","status":422,"errors":[{{string.Join(',', errors)}}]}""";

    private static RondoApp With(this RondoApp app, Action<RondoApp> map)
    {
        map(app);
        return app;
    }
}
