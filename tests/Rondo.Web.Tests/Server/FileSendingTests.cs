using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.FileProviders;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Server;

/// <summary>Files as an app sends them: by <c>Results.File</c>, by the static files' middleware, and by <c>SendFileAsync</c>.</summary>
public sealed class FileSendingTests : IDisposable
{
    /// <summary>Around the sizes of a block and of what is one block still.</summary>
    private static readonly int[] s_sizes = [0, 1, 100, 4096, 32_768, 65_535, 65_536, 65_537, 1_000_003];

    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-send-").FullName;

    public static TheoryData<string> AllDrivers => Drivers.All;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public async Task Every_size_arrives_whole_by_every_way(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, app =>
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(_directory), RequestPath = "/static", ServeUnknownFileTypes = true });
            app.MapGet("/file/{name}", (string name) => Results.File(Path.Combine(_directory, name)));
            app.MapGet("/chunked/{name}", (string name, HttpResponse response) => response.SendFileAsync(Path.Combine(_directory, name)));
            app.MapGet("/after/{name}", async (string name, HttpResponse response) =>
            {
                await response.WriteAsync("before ");
                await response.SendFileAsync(Path.Combine(_directory, name));
                await response.WriteAsync(" after");
            });
            app.MapGet("/elsewhere/{name}", (string name, HttpContext context) =>
            {
                var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
                return Task.Run(() => body.SendFileAsync(Path.Combine(_directory, name), 0, null, CancellationToken.None));
            });
        });
        using var client = app.OneConnection();
        foreach (var size in s_sizes)
        {
            var bytes = Make($"{size}", size);
            foreach (var way in new[] { "static", "file", "chunked", "elsewhere" })
                Assert.True(Enumerable.SequenceEqual(bytes, await client.GetByteArrayAsync($"/{way}/{size}")), $"/{way}/{size}");
            Assert.True(Enumerable.SequenceEqual([.. "before "u8.ToArray(), .. bytes, .. " after"u8.ToArray()], await client.GetByteArrayAsync($"/after/{size}")), $"/after/{size}");
        }
    }

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public async Task Parts_arrive_and_a_part_outside_of_the_file_is_an_error(string driver)
    {
        var bytes = Make("f", 100_000);
        var path = Path.Combine(_directory, "f");
        await using var app = await ServedApp.StartAsync(driver, app =>
        {
            app.MapGet("/file", () => Results.File(path, enableRangeProcessing: true));
            app.MapGet("/part", async (long offset, long? count, HttpResponse response) =>
            {
                try
                {
                    await response.SendFileAsync(path, offset, count);
                }
                catch (ArgumentOutOfRangeException exception)
                {
                    await response.WriteAsync($"refused: {exception.ParamName}");
                }
            });
        });
        using var client = app.OneConnection();
        foreach (var (offset, count) in new (int Offset, int Count)[] { (0, 0), (0, 1), (5, 70_000), (40_000, 60_000), (99_999, 1), (100_000, 0) })
            Assert.Equal(bytes[offset..(offset + count)], await client.GetByteArrayAsync($"/part?offset={offset}&count={count}"));
        Assert.Equal(bytes[99_990..], await client.GetByteArrayAsync("/part?offset=99990"));
        Assert.Equal("refused: offset", await client.GetStringAsync("/part?offset=100001"));
        Assert.Equal("refused: offset", await client.GetStringAsync("/part?offset=-1"));
        Assert.Equal("refused: count", await client.GetStringAsync("/part?offset=99999&count=2"));
        Assert.Equal("refused: count", await client.GetStringAsync("/part?offset=0&count=-1"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/file") { Headers = { Range = new(70_000, 70_009) } };
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(bytes[70_000..70_010], await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public async Task A_log_that_grows_while_it_is_sent_ends_where_it_ended_at_the_start(string driver)
    {
        Make("log", 300_000);
        var path = Path.Combine(_directory, "log");
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/", async (HttpResponse response) =>
        {
            response.ContentLength = new FileInfo(path).Length;
            response.OnStarting(() => File.AppendAllTextAsync(path, "one line more\n"));
            await response.SendFileAsync(path);
        }));
        using var client = app.OneConnection();
        Assert.Equal(300_000, (await client.GetByteArrayAsync("/")).Length);
        Assert.Equal(300_014, (await client.GetByteArrayAsync("/")).Length);
    }

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public async Task A_file_of_the_kernel_that_tells_no_length_is_sent_to_its_end(string driver)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has /proc.");
        await using var app = await ServedApp.StartAsync(driver, static app => app.MapGet("/", static (HttpResponse response) => response.SendFileAsync("/proc/version")));
        using var client = app.OneConnection();
        Assert.Equal(await File.ReadAllTextAsync("/proc/version"), await client.GetStringAsync("/"));
    }

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public async Task A_file_that_is_missing_is_an_error_that_names_its_path(string driver)
    {
        var path = Path.Combine(_directory, "missing");
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/", async (HttpResponse response) =>
        {
            try
            {
                await response.SendFileAsync(path);
            }
            catch (FileNotFoundException exception)
            {
                await response.WriteAsync(exception.Message);
            }
        }));
        using var client = app.OneConnection();
        Assert.Equal($"Could not find file '{path}'.", await client.GetStringAsync("/"));
    }

    [Theory]
    [MemberData(nameof(AllDrivers))]
    public async Task A_client_that_leaves_half_way_leaves_no_file_open_and_the_loop_goes_on(string driver)
    {
        Make("large", 20_000_000);
        var path = Path.Combine(_directory, "large");
        var ended = new TaskCompletionSource();
        await using var app = await ServedApp.StartAsync(driver, app =>
        {
            app.MapGet("/", async (HttpResponse response) =>
            {
                try
                {
                    await response.SendFileAsync(path);
                }
                finally
                {
                    ended.TrySetResult();
                }
            });
            app.MapGet("/well", static () => "yes");
        });
        await using (var stream = await app.ConnectAsync())
        {
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            await stream.ReadExactlyAsync(new byte[10_000]);
            // It does not read on: the sender waits.
        }

        await ended.Task;
        using var client = app.OneConnection();
        Assert.Equal("yes", await client.GetStringAsync("/well"));
        if (OperatingSystem.IsLinux())
            await Eventually.TrueAsync(() => !Directory.GetFiles("/proc/self/fd").Any(each => new FileInfo(each).LinkTarget == path));
    }

    private byte[] Make(string name, int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        File.WriteAllBytes(Path.Combine(_directory, name), bytes);
        return bytes;
    }
}
