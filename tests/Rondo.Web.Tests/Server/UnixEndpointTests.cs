using Microsoft.AspNetCore.Connections;

namespace Rondo.Web.Tests.Server;

/// <summary>Kestrel's Unix endpoints on Rondo's transport, and the files at their paths.</summary>
public sealed class UnixEndpointTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-unix-").FullName;

    private string SocketPath => Path.Combine(_directory, "s");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_server_removes_its_own_socket_and_nothing_else_at_the_path(string driver)
    {
        await using (await StartAsync(driver))
            Assert.True(File.Exists(SocketPath));
        Assert.False(File.Exists(SocketPath));
        await using (await StartAsync(driver))
        {
            File.Delete(SocketPath);
            await File.WriteAllTextAsync(SocketPath, "precious");
        }

        Assert.Equal("precious", await File.ReadAllTextAsync(SocketPath));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_server_that_took_over_the_path_keeps_its_socket(string driver)
    {
        var first = await StartAsync(driver);
        File.Delete(SocketPath);
        await using var second = await StartAsync(driver);
        await first.DisposeAsync();
        Assert.True(File.Exists(SocketPath));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_path_in_use_is_refused_and_left_alone(string driver)
    {
        await using (await StartAsync(driver))
        {
            var inUse = await Assert.ThrowsAsync<IOException>(() => StartAsync(driver));
            Assert.IsType<AddressInUseException>(inUse.InnerException);
            Assert.True(File.Exists(SocketPath));
        }

        await File.WriteAllTextAsync(SocketPath, "precious");
        var occupied = await Assert.ThrowsAsync<IOException>(() => StartAsync(driver));
        Assert.Equal($"Cannot listen on {SocketPath}: a file that is no socket is there (AddressAlreadyInUse). Remove it, or choose another path.", occupied.InnerException!.Message);
        Assert.Equal("precious", await File.ReadAllTextAsync(SocketPath));
    }

    private Task<ServedApp> StartAsync(string driver) => ServedApp.StartAsync(driver, static _ => { }, unixSocket: SocketPath);
}
