using System.Net;
using System.Text;
using Rondo.Api.Runtime;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>JSON Lines in.</summary>
public class JsonLinesReaderTests
{
    [Theory]
    [InlineData("{\"n\":1}\n{\"n\":2}\n", "1 2")]
    [InlineData("{\"n\":1}\n{\"n\":2}", "1 2")]
    [InlineData("{\"n\":1}\r\n\r\n  \n{\"n\":2}\r\n", "1 2")]
    [InlineData("\uFEFF{\"n\":1}", "1")]
    [InlineData("", "")]
    [InlineData("\n\n", "")]
    public async Task Lines_are_items(string body, string read)
    {
        await using var app = await Start(AvailableDrivers.All[0]);
        Assert.Equal((HttpStatusCode.OK, read), await Post(app, body));
    }

    [Theory]
    [InlineData("{\"n\":1}\n{\"n\":}\n", 422, "Body /1/n json The text is not valid JSON: line 2, position 6: '}' is an invalid start of a value.")]
    [InlineData("{\"n\":1,", 422, "Body /0 json The text is not valid JSON: line 1, position 7: Expected start of a property name or value, but instead reached end of data.")]
    [InlineData("{\"n\":1} {\"n\":2}", 422, "Body /0 json The text is not valid JSON: line 1, position 9: '{' is invalid after a single JSON value. Expected end of data.")]
    [InlineData("{\"n\":1}\n\n{\"n\":\"x\"}", 422, "Body /1/n type It must be an integer from -2147483648 to 2147483647.")]
    [InlineData("null", 422, "Body /0 null It must not be null.")]
    [InlineData("{\"n\":1,\"text\":\"0123456789012345678901234567890123456789\"}", 413, "Line 1 has more than 40 bytes, which is the most that a line of this endpoint may have.")]
    public async Task Bad_lines_are_refused_by_number(string body, int status, string text)
    {
        await using var app = await Start(AvailableDrivers.All[0]);
        Assert.Equal(((HttpStatusCode)status, text), await Post(app, body));
    }

    [Fact]
    public async Task A_refused_body_leaves_the_connection_in_order()
    {
        await using var app = await Start(AvailableDrivers.All[0]);
        await using var client = await RawClient.GetAsync(app, "/", "Content-Type: application/jsonl\r\nContent-Length: 12\r\n", "POST");
        await client.Stream.WriteAsync("{\n{\"n\":1}\n\n\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 422", await client.ReadUntilAsync("\r\n0\r\n\r\n"));
        client.Seen.Clear();
        await client.Stream.WriteAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/jsonl\r\nContent-Length: 7\r\n\r\n{\"n\":1}"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 200", await client.ReadUntilAsync("\r\n0\r\n\r\n"));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_line_without_an_end_is_refused_before_it_is_there(string driver)
    {
        await using var app = await Start(driver);
        await using var client = await RawClient.GetAsync(app, "/", "Content-Type: application/jsonl\r\nContent-Length: 1000000\r\n", "POST");
        await client.Stream.WriteAsync(Encoding.ASCII.GetBytes(new string('x', 100)));
        Assert.StartsWith("HTTP/1.1 413", await client.ReadUntilAsync("may have."));
    }

    [Theory]
    [InlineData("text/plain", "This endpoint reads JSON Lines, and the body is 'text/plain'. Send Content-Type: application/jsonl or application/x-ndjson.")]
    [InlineData("application/json", "This endpoint reads JSON Lines, and the body is 'application/json'. Send Content-Type: application/jsonl or application/x-ndjson.")]
    [InlineData(null, "This endpoint reads JSON Lines, and the body is of no stated type. Send Content-Type: application/jsonl or application/x-ndjson.")]
    public async Task Another_media_type_is_415(string? type, string text)
    {
        await using var app = await Start(AvailableDrivers.All[0]);
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, text), await Post(app, "{\"n\":1}", type));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Items_come_while_the_body_still_does_in_pieces_of_any_size(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, app => app.MapPost("/", context =>
            ItemWriter.WriteJsonLinesAsync(context, JsonLinesReader.ReadAsync(context, ApiJson.Default.Thing), ApiJson.Default.Thing)));
        await using var client = await RawClient.GetAsync(app, "/", "Content-Type: application/jsonl\r\nTransfer-Encoding: chunked\r\n", "POST");
        for (var i = 0; i < 5; i++)
        {
            foreach (var c in $"{{\"n\":{i}}}\n")
                await client.Stream.WriteAsync(Encoding.ASCII.GetBytes($"1\r\n{c}\r\n"));
            await client.ReadUntilAsync($"{{\"n\":{i},\"text\":null}}\n");
        }

        await client.Stream.WriteAsync("0\r\n\r\n"u8.ToArray());
        await client.ReadUntilAsync("\r\n0\r\n\r\n");
    }

    private static Task<ServedApp> Start(string driver) => ServedApp.StartAsync(driver, app =>
    {
        app.UseSimpleProblems();
        app.MapPost("/", async context =>
        {
            var numbers = new List<int>();
            await foreach (var each in JsonLinesReader.ReadAsync(context, ApiJson.Default.Thing, maxLineBytes: 40))
                numbers.Add(each.N);
            await context.Response.WriteAsync(string.Join(' ', numbers));
        });
    });

    private static async Task<(HttpStatusCode, string)> Post(ServedApp app, string body, string? type = "application/jsonl")
    {
        using var client = app.OneConnection();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await client.PostAsync("/", content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
