using System.Globalization;
using System.Net.Sockets;
using Rondo.Soak;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Drain;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Faults;

/// <summary>A server that has run out of descriptors, or of disk.</summary>
[Trait("Speed", "Slow")]
public class ScarcityTests
{
    /// <summary>What clients may have of 300 descriptors.</summary>
    private const int Ceiling = 268;

    private static readonly byte[] s_request = BusyHttp1.Request("/plaintext");

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_listener_that_ran_out_of_descriptors_recovers(string driver)
    {
        await using var server = await ServerProcess.StartLoadAsync("rondo", driver, "ulimit -n 300");
        var streams = new List<NetworkStream>();
        await using (var first = await server.ConnectAsync())
        {
            await AssertServedAsync(first);
            for (var i = 0; i < 400; i++)
                streams.Add(await server.ConnectAsync()); // those that are not accepted wait in the backlog
            await AssertServedAsync(first); // who is connected does not notice
            await AssertServedAsync(streams[0]);
            var used = int.MaxValue; // hundredths of a second, of each half one
            for (var i = 0; i < 20 && used > 25; i++)
            {
                var before = Cpu(server);
                await Task.Delay(500, TestContext.Current.CancellationToken); // real time is under test: waiting for descriptors must not burn the processor
                used = (int)(Cpu(server) - before);
            }

            Assert.InRange(used, 0, 25); // not at first, perhaps: the compiler is still at work
            Assert.InRange(Descriptors(server), 250, 275); // all that clients may have: without the rest the runtime cannot start a thread, and ends the process
        }

        foreach (var stream in streams.Take(380))
            stream.Dispose();
        await AssertServedAsync(streams[399]); // it waited in the backlog
        await using var fresh = await server.ConnectAsync();
        await AssertServedAsync(fresh);
        foreach (var stream in streams)
            stream.Dispose();
        server.Stop();
        Assert.Equal(0, (await server.WaitForExitAsync()).Status);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_server_that_stops_leaves_the_last_descriptors_to_the_runtime_too(string driver)
    {
        await using var server = await ServerProcess.StartLoadAsync("rondo", driver, "ulimit -n 300", ("DOTNET_SHUTDOWNTIMEOUTSECONDS", "20"));
        var streams = new List<NetworkStream>();
        for (var i = 0; i < 300; i++)
            streams.Add(await server.ConnectAsync());
        await AssertServedAsync(streams[0]);
        await Eventually.TrueAsync(() => Descriptors(server) >= Ceiling); // the rest waits in the backlog
        var answer = RawHttp.ReadResponseAsync(streams[299]);
        await streams[299].WriteAsync(s_request);
        var before = Sockets(server);
        server.Stop();
        var most = 0; // sockets: the rest is the runtime's, which may open assemblies meanwhile
        for (var exited = server.WaitForExitAsync(); !exited.IsCompleted; await Task.Yield())
            most = Math.Max(most, Sockets(server));
        Assert.InRange(most, 1, before + 5);
        Assert.EndsWith("Hello, World!", await answer.WaitAsync(Eventually.Patience)); // let in by the kernel, and taken over when the idle ones had been closed
        Assert.Equal(0, (await server.WaitForExitAsync()).Status);
        foreach (var stream in streams)
            stream.Dispose();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task An_upload_that_does_not_fit_on_the_disk_fails_alone(string driver)
    {
        // A limit on the size of files stands for a full disk: writing fails in the same place. The signal that goes with it is ignored, so that it is an error
        // (EFBIG); the runtime maps its own code through a file that is larger, unless it is told not to.
        await using var server = await ServerProcess.StartLoadAsync("rondo", driver, "trap '' XFSZ; ulimit -f 512", ("DOTNET_EnableWriteXorExecute", "0"));
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = Eventually.Patience };
        Assert.Equal("100000", await UploadAsync(client, 100_000)); // spooled, and it fits
        using (var refused = await client.PostAsync("/upload", Form(4_000_000)))
            Assert.Equal(500, (int)refused.StatusCode);
        Assert.Equal("100000", await UploadAsync(client, 100_000));
        Assert.Equal("Hello, World!", await client.GetStringAsync("/plaintext"));
        var before = Descriptors(server);
        for (var i = 0; i < 20; i++)
        {
            using var refused = await client.PostAsync("/upload", Form(4_000_000));
            Assert.Equal(500, (int)refused.StatusCode);
        }

        await Eventually.TrueAsync(() => Descriptors(server) <= before + 2);
    }

    private static async Task AssertServedAsync(NetworkStream stream)
    {
        await stream.WriteAsync(s_request);
        Assert.EndsWith("Hello, World!", await RawHttp.ReadResponseAsync(stream).WaitAsync(Eventually.Patience));
    }

    private static async Task<string> UploadAsync(HttpClient client, int size)
    {
        using var response = await client.PostAsync("/upload", Form(size));
        return await response.Content.ReadAsStringAsync();
    }

    private static MultipartFormDataContent Form(int size) => new() { { new ByteArrayContent(new byte[size]), "file", "file.bin" } };

    private static int Descriptors(ServerProcess server) => Directory.GetFiles($"/proc/{server.Id}/fd").Length;

    /// <summary>How many of them are sockets; 0 when the server has ended.</summary>
    private static int Sockets(ServerProcess server)
    {
        try
        {
            return Directory.GetFiles($"/proc/{server.Id}/fd").Count(static path => new FileInfo(path).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
        }
        catch (IOException)
        {
            return 0;
        }
        catch (UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static long Cpu(ServerProcess server)
    {
        var text = File.ReadAllText($"/proc/{server.Id}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }
}
