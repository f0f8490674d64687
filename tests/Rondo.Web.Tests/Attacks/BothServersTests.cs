using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Rondo.Api;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Differential;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Attacks;

/// <summary>What holds of bodies holds on Rondo's server and on Kestrel with Rondo's loops.</summary>
public class BothServersTests
{
    public static TheoryData<bool> Servers => [true, false];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Deep_JSON_is_422(bool rondo)
    {
        await using var app = await StartAsync(rondo);
        Assert.StartsWith("422 ", await PostAsync(app, "/element", new string('[', 100_000) + new string(']', 100_000)), StringComparison.Ordinal);
        Assert.Equal("200 Array", await PostAsync(app, "/element", new string('[', 64) + new string(']', 64)));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Of_a_key_given_twice_the_last_counts_and_both_have_to_be_right(bool rondo)
    {
        await using var app = await StartAsync(rondo);
        Assert.Equal("200 2", await PostAsync(app, "/line", """{"count":1,"count":2}"""));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"body","pointer":"/count","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"x"}"""),
            await PostAsync(app, "/line", """{"count":"x","count":2}"""));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Huge_numbers_are_422(bool rondo)
    {
        await using var app = await StartAsync(rondo);
        Assert.Equal(
            ApiTest.Invalid($$"""{"in":"body","pointer":"/count","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"{{new string('9', 200)}}…"}"""),
            await PostAsync(app, "/line", $$"""{"count":{{new string('9', 1_000_000)}}}"""));
        Assert.StartsWith("422 ", await PostAsync(app, "/line", """{"count":1e999999999}"""), StringComparison.Ordinal);
        Assert.StartsWith("422 ", await PostAsync(app, "/decimal", """{"price":1e999999999}"""), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_compressed_bomb_is_413(bool rondo)
    {
        await using var app = await StartAsync(rondo);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes($"[{new string(' ', 50_000_000)}]"));
        using var content = new ByteArrayContent(compressed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        Assert.StartsWith("413 ", await SendAsync(app, "/element", content), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Forms_have_limits(bool rondo)
    {
        await using var app = await StartAsync(rondo);
        Assert.StartsWith("413 ", await PostAsync(app, "/form", "name=" + new string('x', 5_000_000), "application/x-www-form-urlencoded"), StringComparison.Ordinal);
        Assert.StartsWith("413 ", await PostAsync(app, "/form", string.Join('&', Enumerable.Range(0, 1025).Select(static i => $"k{i}=1")), "application/x-www-form-urlencoded"), StringComparison.Ordinal);
        var headers = string.Concat(Enumerable.Range(0, 17).Select(static i => $"X-{i}: {i}\r\n"));
        Assert.StartsWith("400 ", await PostAsync(app, "/form", $"--b\r\nContent-Disposition: form-data; name=\"name\"\r\n{headers}\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b"), StringComparison.Ordinal);
    }

    /// <summary>Files of uploads belong to the server's user alone, and are gone when the request is, however it ends.</summary>
    [Theory]
    [InlineData(true, "read")]
    [InlineData(true, "thrown")]
    [InlineData(true, "too large")]
    [InlineData(true, "left")]
    [InlineData(false, "read")]
    [InlineData(false, "thrown")]
    [InlineData(false, "too large")]
    [InlineData(false, "left")]
    public async Task Temporary_files_of_uploads_do_not_stay(bool rondo, string ending)
    {
        await using var app = await StartAsync(rondo);
        const string Head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        var size = ending == "too large" ? 3_000_000 : 500_000;
        using var client = new TcpClientStream(DifferentialApp.EndPoint(app));
        await client.Stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /upload?end={ending.Replace(' ', '-')} HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n{Head.Length:x}\r\n{Head}\r\n"));
        var piece = Encoding.ASCII.GetBytes($"{100_000:x}\r\n{new string('x', 100_000)}\r\n");
        var sending = Task.Run(async () =>
        {
            for (var sent = 0; sent < size; sent += 100_000)
                await client.Stream.WriteAsync(piece);
        });
        if (ending != "too large")
            await sending;
        await Eventually.TrueAsync(() => ending == "too large" || Spooled().Length > 0);
        foreach (var file in Spooled())
        {
            if (!OperatingSystem.IsWindows() && File.Exists(file))
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        if (ending == "left")
        {
            client.Dispose();
        }
        else
        {
            if (ending != "too large")
                await client.Stream.WriteAsync("9\r\n\r\n--b--\r\n\r\n0\r\n\r\n"u8.ToArray());
            var answer = new byte[12];
            await client.Stream.ReadExactlyAsync(answer);
            Assert.Equal("HTTP/1.1 " + (ending == "read" ? "200" : ending == "thrown" ? "500" : "413"), Encoding.ASCII.GetString(answer));
        }

        await Eventually.TrueAsync(() => Spooled().Length == 0);
        await Record.ExceptionAsync(() => sending);
    }

    /// <summary>Those of this test, which sends letters: other tests of this process upload too.</summary>
    private static string[] Spooled() => [.. Directory.GetFiles(UploadFolder.Path).Where(IsOwn)];

    private static bool IsOwn(string file)
    {
        try
        {
            using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return content.ReadByte() == 'x';
        }
        catch (FileNotFoundException)
        {
            return false; // its request has ended
        }
    }

    private static async Task<string> PostAsync(WebApplication app, string path, string body, string type = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await SendAsync(app, path, content);
    }

    private static async Task<string> SendAsync(WebApplication app, string path, HttpContent content)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://{DifferentialApp.EndPoint(app)}") };
        return await client.AnswerAsync(path, content: content);
    }

    private static async Task<WebApplication> StartAsync(bool rondo)
    {
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        _ = rondo ? builder.WebHost.UseRondo(static options => options.Loops = 1) : builder.WebHost.UseRondoLoops(static options => options.Loops = 1);
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = 6_000_000;
        });
        builder.Services.Configure<Microsoft.AspNetCore.Http.Features.FormOptions>(static options => options.MultipartBodyLengthLimit = 1_000_000);
        builder.Services.AddRondoApi();
        builder.Services.AddRequestDecompression();
        var app = builder.Build();
        app.UseRequestDecompression();
        app.Post("/element", (JsonElement element) => element.ValueKind.ToString());
        app.Post("/line", (ValidationTests.Line line) => line.Count);
        app.Post("/decimal", (Priced priced) => priced.Price);
        app.Post("/form", ([FromForm] string name) => name.Length);
        app.Post("/upload", (IFormFile file, string end) => end == "thrown" ? throw new InvalidOperationException("broken") : file.Length);
        await app.StartAsync();
        return app;
    }

    public sealed record Priced(decimal Price);

    private sealed class TcpClientStream : IDisposable
    {
        private readonly System.Net.Sockets.TcpClient _client = new();

        internal TcpClientStream(IPEndPoint endPoint)
        {
            _client.Connect(endPoint);
            Stream = _client.GetStream();
        }

        internal Stream Stream { get; }

        public void Dispose()
        {
            if (!_client.Connected)
                return; // by the test itself
            _client.LingerState = new System.Net.Sockets.LingerOption(true, 0);
            _client.Dispose();
        }
    }
}
