namespace Rondo.Web.Tests.Framework;

/// <summary>The guide's list of what is decided otherwise than peers do (values.md), beside the notations of values.</summary>
public sealed class DecidedOtherwiseTests
{
    [LoopFact(Virtual = true)]
    public async Task Each_is_as_the_guide_says()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/items/{name}", (string name) => name);
            app.Get("/query", (string name) => name);
            app.Get("/cookies", ([FromCookie] string? name, [FromCookie] string? other) => $"{name ?? "none"} {other ?? "none"}");
            app.Post("/body", (Named body) => body.Name);
            app.Post("/file", (IFormFile file) => file.FileName);
        });
        Assert.Equal("200 a%2Fb", await client.AnswerAsync("/items/a%2Fb"));
        Assert.StartsWith("404", await client.AnswerAsync("/items/a/b"), StringComparison.Ordinal);
        Assert.Equal("200 x", await client.AnswerAsync("/query?NAME=x"));
        Assert.Equal("200 x", await client.AnswerAsync("/body", content: ApiTest.Json("""{"NAME":"x"}""")));
        Assert.Equal("200 none y", await client.AnswerAsync("/cookies", header: "Cookie: n\"ame=x; other=y"));
        Assert.Equal("200 x y", await client.AnswerAsync("/cookies", header: "Cookie: NAME=x; other=y"));
        using var form = new MultipartFormDataContent();
        using var file = new ByteArrayContent("x"u8.ToArray());
        form.Add(file, "file", "../a b.txt");
        Assert.Equal("200 ../a b.txt", await client.AnswerAsync("/file", content: form));
    }

    public sealed record Named(string Name);
}
