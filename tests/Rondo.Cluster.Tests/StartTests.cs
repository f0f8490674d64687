using System.Diagnostics;

namespace Rondo.Cluster.Tests;

/// <summary>The sample as its reader starts it.</summary>
[Trait("Category", "Slow")]
public sealed class StartTests
{
    [LoopFact(Drivers = "epoll", HangSeconds = 180)]
    public async Task One_command_starts_it_all_and_SIGTERM_ends_it()
    {
        Clusters.Skip();
        var folder = Directory.CreateTempSubdirectory("rondo-cluster-").FullName;
        await using var program = await ChildProcess.StartAsync(
            "dotnet",
            ["exec", typeof(KitchenCluster).Assembly.Location, "0", folder],
            new ChildProcessOptions { PipeOutput = true, GracePeriod = TimeSpan.FromSeconds(60) });
        using var lines = new StreamReader(program.Output!);
        var first = await lines.ReadLineAsync(CancelScope.CurrentToken) ?? "";
        Assert.StartsWith("Cluster serves ", first, StringComparison.Ordinal);
        var front = new Uri(first["Cluster serves ".Length..]);
        using var clients = new LoopHttpClients();
        var kitchens = new HashSet<string>();
        for (var i = 0; i < 100 && kitchens.Count < 3; i++)
        {
            using var response = await clients.Current.GetAsync(new Uri(front, "/json"), CancelScope.CurrentToken);
            response.EnsureSuccessStatusCode();
            kitchens.Add(response.Headers.GetValues("X-Kitchen").Single());
        }

        Assert.Equal(["one", "three", "two"], kitchens.Order());
        Assert.Equal(143, await program.StopAsync());
        Assert.DoesNotContain(Process.GetProcesses(), process => CommandLine(process).Contains(folder, StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
    }

    private static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline");
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }
}
