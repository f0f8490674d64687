using System.Text.Json;
using Rondo.Api;

namespace Rondo.Web.Tests.Attacks;

/// <summary>JSON bodies.</summary>
public class JsonTests
{
    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=b")]
    [InlineData("application/octet-stream")]
    [InlineData("application/jsonp")]
    [InlineData("text/json5")]
    public async Task Row_39_JSON_that_a_form_of_another_site_could_send_is_415(string type)
    {
        await using var api = await StartAsync();
        Assert.StartsWith("415 ", await api.PostAsync("/node", type, "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_39_JSON_without_a_type_is_415()
    {
        await using var api = await StartAsync();
        Assert.StartsWith("415 ", await api.AnswerAsync("POST /node HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/node", "{\"child\":")]
    [InlineData("/node", "{\"x\":")]
    [InlineData("/node", "[")]
    [InlineData("/element", "[")]
    [InlineData("/element", "{\"a\":")]
    [InlineData("/lists", "[")]
    public async Task Row_40_JSON_nested_100_000_deep_is_422(string path, string level)
    {
        await using var api = await StartAsync();
        var deep = string.Concat(Enumerable.Repeat(level, 100_000));
        Assert.StartsWith("422 ", await api.PostAsync(path, "application/json", deep), StringComparison.Ordinal);
        Assert.StartsWith("422 ", await api.PostAsync(path, "application/json", deep + "1" + new string(level[0] == '[' ? ']' : '}', 100_000)), StringComparison.Ordinal);
        Assert.Equal("200 probe", await api.GetAsync("/probe"));
    }

    [Fact]
    public async Task Row_40_JSON_64_deep_is_read()
    {
        await using var api = await StartAsync();
        Assert.Equal("200 Array", await api.PostAsync("/element", "application/json", new string('[', 64) + new string(']', 64)));
    }

    private static Task<AttackedApi> StartAsync() => AttackedApi.StartAsync(static app =>
    {
        app.Post("/node", (Nest node) => node.Child is null);
        app.Post("/element", (JsonElement element) => element.ValueKind.ToString());
        app.Post("/lists", (List<List<int>> lists) => lists.Count);
        app.Get("/probe", () => "probe");
    });
}

internal sealed class Nest
{
    public Nest? Child { get; init; }
}
