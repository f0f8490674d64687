using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Kitchen;

namespace Rondo.Web.Tests.Kitchen;

/// <summary>Files, streamed both ways.</summary>
public class FileTests
{
    private const int MaxFile = 1_000_000;

    [Theory]
    [MemberData(nameof(KitchenTests.Servers), MemberType = typeof(KitchenTests))]
    public async Task A_file_is_stored_read_in_parts_replaced_and_removed(string driver, ServerChoice server)
    {
        await using var kitchen = await StartAsync(driver, server);
        var bytes = Bytes(300_000);
        Assert.Equal("""{"name":"a.bin","size":300000}""", (await PutAsync(kitchen, "a.bin", new ByteArrayContent(bytes), 201)).ToString());
        using var whole = await kitchen.Client.GetAsync("/files/a.bin", TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/octet-stream", whole.Content.Headers.ContentType?.MediaType);
        using var ranged = new HttpRequestMessage(HttpMethod.Get, "/files/a.bin") { Headers = { Range = new RangeHeaderValue(299_990, null) } };
        using var part = await kitchen.Client.SendAsync(ranged, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[299_990..], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        using var conditional = new HttpRequestMessage(HttpMethod.Get, "/files/a.bin") { Headers = { IfNoneMatch = { whole.Headers.ETag! } } };
        using var same = await kitchen.Client.SendAsync(conditional, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(3, (await PutAsync(kitchen, "a.bin", new StringContent("abc"), 200)).GetProperty("size").GetInt32());
        Assert.Equal("abc", await kitchen.Client.GetStringAsync("/files/a.bin", TestContext.Current.CancellationToken));
        using var removed = await kitchen.Client.DeleteAsync("/files/a.bin", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal("There is no file of that name.", (await kitchen.Client.GetJsonAsync("/files/a.bin", 404)).GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData(ServerChoice.Rondo, true)]
    [InlineData(ServerChoice.Rondo, false)]
    [InlineData(ServerChoice.Kestrel, true)]
    [InlineData(ServerChoice.Kestrel, false)]
    public async Task A_file_that_is_too_large_is_refused_and_nothing_of_it_kept(ServerChoice server, bool hasLength)
    {
        await using var kitchen = await StartAsync(AvailableDrivers.All[0], server);
        await PutAsync(kitchen, "a.bin", new StringContent("old"), 201);
        HttpContent content = hasLength ? new ByteArrayContent(Bytes(MaxFile + 1)) : new StreamContent(new ChunkedStream(Bytes(MaxFile + 1)));
        Assert.Equal("A file has at most 1000000 bytes.", (await PutAsync(kitchen, "a.bin", content, 413)).GetProperty("detail").GetString());
        Assert.Equal("old", await kitchen.Client.GetStringAsync("/files/a.bin", TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetFiles(Path.Combine(kitchen.Options.Files!, ".incoming")));
        Assert.Equal(MaxFile, (await PutAsync(kitchen, "b.bin", new ByteArrayContent(Bytes(MaxFile)), 201)).GetProperty("size").GetInt32());
    }

    [Theory]
    [InlineData("..%2Fkitchen.db")]
    [InlineData("%2e%2e%2fkitchen.db")]
    [InlineData("..%5Ckitchen.db")]
    [InlineData("%252e%252e%252fkitchen.db")]
    [InlineData(".incoming")]
    [InlineData(".hidden")]
    [InlineData("a%0Ab")]
    [InlineData("C%3Aa")]
    public async Task A_name_that_escapes_is_404_for_every_method(string name)
    {
        await using var kitchen = await StartAsync(AvailableDrivers.All[0], ServerChoice.Rondo);
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, $"/files/{name}") { Content = method == HttpMethod.Put ? new StringContent("x") : null };
            using var response = await kitchen.Client.SendAsync(request, TestContext.Current.CancellationToken);
            await response.JsonAsync(404);
        }

        Assert.Equal([Path.Combine(kitchen.Options.Files!, ".incoming")], Directory.GetFileSystemEntries(kitchen.Options.Files!, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(ServerChoice.Rondo)]
    [InlineData(ServerChoice.Kestrel)]
    public async Task A_client_that_leaves_leaves_no_half_file(ServerChoice server)
    {
        await using var kitchen = await StartAsync(AvailableDrivers.All[0], server);
        var incoming = Directory.CreateDirectory(Path.Combine(kitchen.Options.Files!, ".incoming")).FullName;
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(kitchen.Address.Host, kitchen.Address.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"PUT /files/half HTTP/1.1\r\nHost: {kitchen.Address.Authority}\r\nContent-Length: 1000\r\n\r\n0123456789"), TestContext.Current.CancellationToken);
            while (Directory.GetFiles(incoming).Length == 0)
                await Task.Delay(5, TestContext.Current.CancellationToken);
            socket.Close(0);
        }

        while (Directory.GetFiles(incoming).Length > 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await kitchen.Client.GetJsonAsync("/files/half", 404);
    }

    private static Task<ServedKitchen> StartAsync(string driver, ServerChoice server) => ServedKitchen.StartAsync(options => options with
    {
        Driver = driver,
        Server = server,
        Files = Directory.CreateDirectory(Path.Combine(KitchenFiles.Folder, Guid.NewGuid().ToString("N"))).FullName,
        MaxFile = MaxFile,
    });

    private static async Task<System.Text.Json.JsonElement> PutAsync(ServedKitchen kitchen, string name, HttpContent content, int status)
    {
        using var response = await kitchen.Client.PutAsync($"/files/{name}", content, TestContext.Current.CancellationToken);
        return await response.JsonAsync(status);
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A stream that cannot tell its length, so that it is sent in chunks.</summary>
    private sealed class ChunkedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
