using System.Diagnostics;
using System.Text.Json;

namespace Rondo.Tests.Processes;

/// <summary>Programs of their own, whose workers or which themselves are killed.</summary>
public class ProcessPoolKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_worker_outlives_a_parent_that_is_killed()
    {
        using var parent = Start("hold");
        var workers = (await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ').Select(int.Parse).ToArray();
        Assert.Equal(3, workers.Length);
        Assert.All(workers, static each => Assert.True(ProcessPoolCrashTests.IsAlive(each)));
        parent.Kill();
        using var second = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        while (workers.Any(IsRunning))
            await Task.Delay(10, second.Token);
    }

    /// <summary>RONDO_POOL_CALLS makes it long.</summary>
    [Fact]
    public async Task Each_call_ends_rightly_or_with_its_crash_while_workers_are_killed()
    {
        var calls = Environment.GetEnvironmentVariable("RONDO_POOL_CALLS") ?? "3000";
        var seed = Environment.GetEnvironmentVariable("RONDO_SEED") ?? Random.Shared.Next().ToString();
        using var program = Start("soak", calls, seed);
        var text = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        output.WriteLine($"seed {seed}: {text}");
        var report = JsonSerializer.Deserialize<Dictionary<string, int>>(text)!;
        Assert.Equal((0, 0), (report["children left"], report["descriptors leaked"]));
        Assert.Equal(int.Parse(calls), report["right"] + report["crashed"]);
        Assert.Equal(int.Parse(calls), report["ended"]);
        Assert.Equal(5, report.Count);
    }

    /// <summary>Its new parent may take a while to reap it.</summary>
    private static bool IsRunning(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(' ')[2] is not ("Z" or "X");
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Rondo.Processes.Kills.dll"), .. arguments]) { RedirectStandardOutput = true })!;
}
