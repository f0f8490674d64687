using System.Net.Http.Headers;
using System.Text.Json;

namespace Rondo.Web.Tests.Kitchen;

public class UserTests
{
    [LoopFact]
    public async Task A_password_becomes_a_token_that_says_who_one_is()
    {
        await using var client = await KitchenClient.StartAsync();
        using var login = await LogIn(client, "cook", "kitchen");
        var token = await login.JsonAsync(200);
        Assert.Equal("bearer", token.GetProperty("token_type").GetString());
        using var me = await Me(client, new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString()));
        Assert.Equal("""{"name":"cook"}""", (await me.JsonAsync(200)).ToString());
    }

    [LoopFact]
    public async Task Nobody_else_gets_in()
    {
        await using var client = await KitchenClient.StartAsync();
        foreach (var (name, password) in new[] { ("cook", "Kitchen"), ("cook", ""), ("chef", "kitchen"), ("Cook", "kitchen") })
        {
            using var refused = await LogIn(client, name, password);
            Assert.True((int)refused.StatusCode is 400 or 422);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.ToString());
        }

        foreach (var header in new[] { null, new AuthenticationHeaderValue("Bearer", "x"), new AuthenticationHeaderValue("Bearer", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjb29rIn0."), new AuthenticationHeaderValue("Basic", "Y29vazpraXRjaGVu") })
        {
            using var refused = await Me(client, header);
            await refused.JsonAsync(401);
            Assert.Contains(refused.Headers.WwwAuthenticate, static challenge => challenge.Scheme == "Bearer");
        }

        using var json = await client.SendJsonAsync(HttpMethod.Post, "/login", """{"username":"cook","password":"kitchen"}""");
        await json.JsonAsync(415);
        using var other = await client.PostAsync("/login", new FormUrlEncodedContent([new("grant_type", "code"), new("username", "cook"), new("password", "kitchen")]));
        Assert.Equal("unsupported_grant_type", (await other.JsonAsync(400)).GetProperty("error").GetString());
    }

    [LoopFact(Virtual = true)]
    public async Task A_token_expires()
    {
        await using var client = await KitchenClient.StartAsync();
        using var login = await LogIn(client, "cook", "kitchen");
        var token = await login.JsonAsync(200);
        var header = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
        await EventLoop.Sleep(TimeSpan.FromSeconds(token.GetProperty("expires_in").GetInt32() - 1));
        using var still = await Me(client, header);
        await still.JsonAsync(200);
        await EventLoop.Sleep(TimeSpan.FromSeconds(2));
        using var late = await Me(client, header);
        await late.JsonAsync(401);
    }

    private static Task<HttpResponseMessage> LogIn(HttpClient client, string name, string password) =>
        client.PostAsync("/login", new FormUrlEncodedContent([new("grant_type", "password"), new("username", name), new("password", password)]));

    private static Task<HttpResponseMessage> Me(HttpClient client, AuthenticationHeaderValue? header)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/me");
        request.Headers.Authorization = header;
        return client.SendAsync(request);
    }
}
