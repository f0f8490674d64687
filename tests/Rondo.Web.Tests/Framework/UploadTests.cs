using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Framework;

/// <summary>Multipart bodies that a handler reads part by part.</summary>
public sealed class UploadTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-upload-").FullName;

    public static TheoryData<string, string> All => Hosts.All;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory, MemberData(nameof(All))]
    public Task Parts_come_in_their_order_and_those_that_are_not_read_are_skipped(string host, string environment) => Hosts.RunAsync(host, environment, Map, async client =>
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("first"), "title" },
            { new ByteArrayContent(new byte[300_000]), "skipped", "a.bin" },
            { Typed("last", "text/markdown"), "note", "b.md" },
        };
        Assert.Equal(
            "200 [\"title  first text/plain; charset=utf-8 5\",\"skipped a.bin   0\",\"note b.md last text/markdown 4\"]",
            await client.AnswerAsync("/parts", content: form));
    });

    [Theory, MemberData(nameof(All))]
    public Task Limits_are_answered_with_413_and_their_value(string host, string environment) => Hosts.RunAsync(host, environment, Map, async client =>
    {
        var cases = new (string Path, MultipartFormDataContent Form, string Detail, int Limit)[]
        {
            ("/bytes", Form(("a", 2000)), "The upload has more than 1000 bytes, which is the most that this endpoint takes.", 1000),
            ("/part-bytes", Form(("a", 10), ("b", 101)), "Part 2, 'b', has more than 100 bytes, which is the most that this endpoint takes.", 100),
            ("/count", Form(("a", 1), ("b", 1), ("c", 1)), "The upload has more than 2 parts, which is the most that this endpoint takes.", 2),
            ("/headers", Form(("a", 1)), "Part 1 has more than 1 headers, which is the most that this endpoint takes.", 1),
            ("/header-bytes", Form((new string('n', 200), 1)), "Part 1 has more than 100 bytes of headers, which is the most that this endpoint takes.", 100),
        };
        foreach (var (path, form, detail, limit) in cases)
        {
            Assert.Equal(
                $$"""413 {"title":"Payload Too Large","status":413,"detail":"{{detail}}","limit":{{limit}}}""",
                await client.AnswerAsync(path, content: form));
        }
    });

    [Theory, MemberData(nameof(All))]
    public Task Malformed_and_other_bodies_are_problems(string host, string environment) => Hosts.RunAsync(host, environment, Map, async client =>
    {
        const string Type = "multipart/form-data; boundary=b";
        var cases = new (string? ContentType, string Body, string Start)[]
        {
            ("application/json", "{}", "415 {\"title\":\"Unsupported Media Type\",\"status\":415,\"detail\":\"This endpoint reads an upload, and the body is"),
            (null, "x", "415 "),
            ("multipart/mixed; boundary=b", "--b--\r\n", "415 "),
            ("multipart/form-data", "--b--\r\n", "400 {\"title\":\"Bad Request\",\"status\":400,\"detail\":\"The Content-Type names no boundary: send multipart/form-data; boundary=...\"}"),
            ($"multipart/form-data; boundary={new string('b', 200)}", "x", "400 {\"title\":\"Bad Request\",\"status\":400,\"detail\":\"The boundary has 200 characters, and may have 128.\"}"),
            (Type, "", "400 {\"title\":\"Bad Request\",\"status\":400,\"detail\":\"The upload ends before its last boundary.\"}"),
            (Type, "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nhalf", "400 {\"title\":\"Bad Request\",\"status\":400,\"detail\":\"The upload ends before its last boundary.\"}"),
            (Type, "--b\r\nno header\r\n\r\nx\r\n--b--\r\n", "400 {\"title\":\"Bad Request\",\"status\":400,\"detail\":\"Part 1 is malformed: "),
            (Type, "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n", "400 {\"title\":\"Bad Request\",\"status\":400,\"detail\":\"Part 1 has no name: "),
            (Type, "--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--\r\n", "400 "),
            (Type, "--b\r\nContent-Disposition: FORM-DATA; name=a\r\n\r\nx\r\n--b--\r\n", "200 [\"a  x  1\"]"),
            (Type, "--b--\r\n", "200 []"),
        };
        foreach (var (type, body, start) in cases)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (type is not null)
                content.Headers.TryAddWithoutValidation("Content-Type", type);
            Assert.StartsWith(start, await client.AnswerAsync("/parts", content: content), StringComparison.Ordinal);
        }

        Assert.StartsWith("422 ", await client.AnswerAsync("/validated?number=x", content: Form(("a", 1))), StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(All))]
    public Task A_part_is_saved_whole_or_not_at_all(string host, string environment) => Hosts.RunAsync(host, environment, Map, async client =>
    {
        Assert.Equal("200 200000", await client.AnswerAsync("/save", content: Form(("whole", 200_000))));
        Assert.Equal(200_000, new FileInfo(Path.Combine(_directory, "whole")).Length);
        Assert.StartsWith("413 ", await client.AnswerAsync("/save", content: Form(("large", 2_000_000))), StringComparison.Ordinal);
        Assert.Equal(["whole"], Directory.GetFileSystemEntries(_directory).Select(Path.GetFileName));
        File.Delete(Path.Combine(_directory, "whole"));
    });

    [Theory, MemberData(nameof(All))]
    public Task An_upload_beyond_the_servers_limit_is_read_without_keeping_it(string host, string environment) => Hosts.RunAsync(host, environment, Map, async client =>
    {
        var length = int.Parse(Environment.GetEnvironmentVariable("RONDO_UPLOAD_MB") ?? "40") * 1024L * 1024;
        using var form = new MultipartFormDataContent { { new StreamContent(new Zeroes(length)), "file", "zeroes" } };
        var answer = await client.AnswerAsync("/large", content: form);
        Assert.StartsWith("200 ", answer, StringComparison.Ordinal);
        var numbers = answer.Split(' ').Select(long.Parse).ToList();
        Assert.Equal(length, numbers[1]);
        if (host != Hosts.Client)
            Assert.InRange(numbers[2], 0, length / 8); // BodyAllocationTests has the other ways to read
    });

    [Theory, MemberData(nameof(All))]
    public Task A_client_that_leaves_ends_the_enumeration(string host, string environment)
    {
        if (host == Hosts.Client)
            return Task.CompletedTask; // no connection
        var ended = Eventually.Source<string>();
        var begun = Eventually.Source();
        return Hosts.RunAsync(host, environment, app => app.Post("/", async (IAsyncEnumerable<UploadPart> parts) =>
        {
            try
            {
                await foreach (var part in parts)
                {
                    begun.TrySetResult();
                    await part.SaveAsync(Path.Combine(_directory, "half"));
                }

                ended.TrySetResult("read to the end");
            }
            catch (Exception exception)
            {
                ended.TrySetResult(exception is OperationCanceledException ? "cancelled" : exception.GetType().Name);
                throw;
            }
        }), async client =>
        {
            var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST / HTTP/1.1\r\nHost: {client.BaseAddress.Authority}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nhalf"));
            await begun.Soon();
            socket.Client.LingerState = new System.Net.Sockets.LingerOption(true, 0);
            socket.Dispose();
            Assert.Contains(await ended.Soon(), new[] { "cancelled", "ScopeCanceledException", "ConnectionResetException", "BadHttpRequestException" });
            await Eventually.TrueAsync(() => Directory.GetFileSystemEntries(_directory).Length == 0);
        });
    }

    [LoopFact(Virtual = true)]
    public async Task An_upload_is_documented_as_a_form_of_files()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            app.Post("/upload", async (IAsyncEnumerable<UploadPart> parts) => await ReadAllAsync(parts));
            app.Post("/numbered", async (IAsyncEnumerable<UploadPart> parts, int number) => await ReadAllAsync(parts));
        });
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Assert.Equal(
            """{"multipart/form-data":{"schema":{"type":"object","additionalProperties":{"type":"string","format":"binary"}}}}""",
            document["paths"]!["/upload"]!["post"]!["requestBody"]!["content"]!.ToJsonString());
        Assert.True((bool)document["paths"]!["/upload"]!["post"]!["requestBody"]!["required"]!);
        Assert.Equal(["200", "400", "413", "415"], document["paths"]!["/upload"]!["post"]!["responses"]!.AsObject().Select(static each => each.Key));
        Assert.Equal(["200", "400", "413", "415", "422"], document["paths"]!["/numbered"]!["post"]!["responses"]!.AsObject().Select(static each => each.Key));
    }

    [LoopFact(Virtual = true)]
    public async Task A_form_that_a_cookie_sends_needs_its_token_in_the_header()
    {
        await using var client = await ApiTest.StartAsync(
            static app => app.Post("/", async (IAsyncEnumerable<UploadPart> parts, [FromCookie] string? guest) => await ReadAllAsync(parts)),
            static builder => builder.Services.AddAntiforgery());
        Assert.StartsWith("200 ", await client.AnswerAsync("/", content: Form(("a", 1))), StringComparison.Ordinal);
        Assert.Equal(
            "400 {\"title\":\"Bad Request\",\"status\":400,\"detail\":\"The antiforgery token is missing or wrong: send the one that the page was given, in the header RequestVerificationToken.\"}",
            await client.AnswerAsync("/", content: Form(("__RequestVerificationToken", 1)), header: "Cookie: guest=ann"));
    }

    private void Map(RondoApp app)
    {
        app.Post("/parts", ReadAllAsync);
        app.Post("/bytes", [UploadLimits(MaxBytes = 1000)] (IAsyncEnumerable<UploadPart> parts) => ReadAllAsync(parts));
        app.Post("/part-bytes", [UploadLimits(MaxPartBytes = 100)] (IAsyncEnumerable<UploadPart> parts) => ReadAllAsync(parts));
        app.Post("/count", [UploadLimits(MaxParts = 2)] (IAsyncEnumerable<UploadPart> parts) => ReadAllAsync(parts));
        app.Post("/headers", [UploadLimits(MaxPartHeaders = 1)] (IAsyncEnumerable<UploadPart> parts) => ReadAllAsync(parts));
        app.Post("/header-bytes", [UploadLimits(MaxPartHeaderBytes = 100)] (IAsyncEnumerable<UploadPart> parts) => ReadAllAsync(parts));
        app.Post("/validated", (IAsyncEnumerable<UploadPart> parts, int number) => ReadAllAsync(parts));
        app.Post("/save", [UploadLimits(MaxPartBytes = 1_000_000)] async (IAsyncEnumerable<UploadPart> parts) =>
        {
            long saved = 0;
            await foreach (var part in parts)
                saved += await part.SaveAsync(Path.Combine(_directory, part.Name));
            return saved;
        });
        app.Post("/large", [UploadLimits(MaxBytes = 1L << 40)] async (IAsyncEnumerable<UploadPart> parts) =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread(); // the loop's: the handler never leaves it
            long total = 0;
            var buffer = new byte[64 * 1024];
            await foreach (var part in parts)
            {
                while (await part.Content.ReadAsync(buffer) is > 0 and var read)
                    total += read;
                Assert.Equal(total, part.BytesRead);
                Assert.True(part.BodyBytesRead > total);
            }

            return $"{total} {GC.GetAllocatedBytesForCurrentThread() - before}";
        });
    }

    private static async Task<List<string>> ReadAllAsync(IAsyncEnumerable<UploadPart> parts)
    {
        var read = new List<string>();
        await foreach (var part in parts)
        {
            var text = part.Name == "skipped" ? "" : await part.ReadTextAsync();
            read.Add($"{part.Name} {part.FileName} {text} {part.ContentType} {part.BytesRead}");
        }

        return read;
    }

    private static MultipartFormDataContent Form(params (string Name, int Length)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, length) in parts)
            form.Add(Typed(new string('x', length), "text/plain"), name);
        return form;
    }

    private static StringContent Typed(string text, string type) => new(text) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private sealed class Zeroes(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, read).Clear();
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
