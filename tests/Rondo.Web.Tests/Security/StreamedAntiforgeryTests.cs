using Microsoft.AspNetCore.Antiforgery;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Security;

/// <summary>
/// A streamed upload that requires a token takes it from the header, and reads nothing of the form to look for it, with and without ASP.NET's
/// middleware, on each server.
/// </summary>
public class StreamedAntiforgeryTests
{
    private const string Refused =
        """400 {"title":"Bad Request","status":400,"detail":"The antiforgery token is missing or wrong: send the one that the page was given, in the header RequestVerificationToken."}""";

    public static TheoryData<string, string, bool> All
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var host in Hosts.All)
            {
                data.Add(host.Data.Item1, host.Data.Item2, false);
                data.Add(host.Data.Item1, host.Data.Item2, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_required_token_is_read_from_the_header(string host, string environment, bool hasMiddleware) =>
        await Hosts.RunAsync(host, environment, app => Map(app, hasMiddleware), async client =>
        {
            var (token, cookie) = await TokenAsync(client);
            foreach (var path in new[] { "/attribute", "/group", "/convention" })
            {
                Assert.Equal("200 soup, bread", await SendAsync(client, path, cookie, token));
                Assert.Equal(Refused, await SendAsync(client, path, cookie, "wrong"));
                Assert.Equal(Refused, await SendAsync(client, path, cookie, null));
                Assert.Equal(Refused, await SendAsync(client, path, cookie, null, field: token));
            }
        }, Configure);

    private static void Configure(RondoAppBuilder builder) => builder.Services.AddAntiforgery();

    private static void Map(RondoApp app, bool hasMiddleware)
    {
        if (hasMiddleware)
            app.UseAntiforgery();
        app.Get("/token", (HttpContext http, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(http).RequestToken!);
        app.Post("/attribute", [RequireAntiforgeryToken] (IAsyncEnumerable<UploadPart> parts) => ReadAsync(parts));
        app.Group("").WithMetadata(new RequireAntiforgeryTokenAttribute()).Post("/group", (IAsyncEnumerable<UploadPart> parts) => ReadAsync(parts));
        app.Post("/convention", (IAsyncEnumerable<UploadPart> parts) => ReadAsync(parts)).WithMetadata(new RequireAntiforgeryTokenAttribute());
    }

    private static async Task<string> ReadAsync(IAsyncEnumerable<UploadPart> parts)
    {
        var texts = new List<string>();
        await foreach (var part in parts)
        {
            using var reader = new StreamReader(part.Content);
            texts.Add(await reader.ReadToEndAsync());
        }

        return string.Join(", ", texts);
    }

    private static async Task<(string Token, string Cookie)> TokenAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/token");
        return (await response.Content.ReadAsStringAsync(), response.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    private static async Task<string> SendAsync(HttpClient client, string path, string cookie, string? token, string? field = null)
    {
        using var form = new MultipartFormDataContent { { new StringContent("soup"), "a" }, { new StringContent("bread"), "b" } };
        if (field is not null)
            form.Add(new StringContent(field), "__RequestVerificationToken");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        if (client is not TestClient)
            request.Headers.Add("Cookie", cookie);
        if (token is not null)
            request.Headers.Add("RequestVerificationToken", token);
        using var response = await client.SendAsync(request);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }
}
