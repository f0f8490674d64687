using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Rondo.Samples.Tests.Programs;

public class ProbeTests
{
    [Fact, Trait("Speed", "Slow")]
    public async Task Each_address_has_a_line_and_the_exit_code_says_whether_all_answer()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var open = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var (status, lines) = await RunAsync(open, open);
        Assert.Equal((0, 2), (status, lines.Length));
        Assert.All(lines, line => Assert.Matches($"^{open} [0-9.]+ ms$", line));
        (status, lines) = await RunAsync(open, "127.0.0.1:1");
        Assert.Equal(1, status);
        Assert.StartsWith("127.0.0.1:1 Cannot connect", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("nothing")).Status);
    }

    private static async Task<(int Status, string[] Lines)> RunAsync(params string[] arguments)
    {
        string[] command = ["exec", Path.Combine(AppContext.BaseDirectory, "Probe.dll"), .. arguments];
        using var process = Process.Start(new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
