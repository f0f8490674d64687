using System.Diagnostics;
using Rondo.Testing;

namespace Rondo.Web.Tests.Server;

/// <summary>Signals to a program that runs an event loop of its own, in a process of its own.</summary>
[Trait("Speed", "Slow")]
public class InterruptTests
{
    private const int SigInt = 2;
    private const int SigTerm = 15;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string, int> Signals()
    {
        var data = new TheoryData<string, int>();
        foreach (var driver in OperatingSystem.IsLinux() ? (string[])["uring", "epoll", "portable"] : ["portable"])
        {
            data.Add(driver, SigInt);
            data.Add(driver, SigTerm);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task A_signal_cancels_the_program_which_cleans_up_and_ends_without_a_stack(string driver, int signal)
    {
        Assert.SkipUnless(AvailableDrivers.All.Contains(driver), $"This machine has no {driver} driver.");
        var (status, lines) = await RunAsync("plain", driver, signal);
        Assert.Equal([$"finally on {driver}", "disposed"], lines);
        Assert.Equal(128 + signal, status);
    }

    [Theory]
    [InlineData(SigInt)]
    [InlineData(SigTerm)]
    public async Task A_loop_on_another_thread_ends_alike(int signal)
    {
        var (status, lines) = await RunAsync("tasks", "portable", signal);
        Assert.Equal(["finally on portable", "disposed"], lines);
        Assert.Equal(128 + signal, status);
    }

    [Theory]
    [InlineData(SigInt, "SIGINT")]
    [InlineData(SigTerm, "SIGTERM")]
    public async Task Code_around_the_loop_may_catch_the_cancellation(int signal, string name)
    {
        var (status, lines) = await RunAsync("caught", "portable", signal);
        Assert.Equal(["finally on portable", "disposed", $"Canceled: the process received {name} (scope 'main')."], lines);
        Assert.Equal(7, status);
    }

    [Fact]
    public async Task A_program_that_returns_a_result_after_the_signal_ends_with_it()
    {
        var (status, lines) = await RunAsync("result", "portable", SigInt);
        Assert.Equal(["finally on portable", "disposed", "returns"], lines);
        Assert.Equal(8, status);
    }

    [Fact]
    public async Task A_failure_of_the_cleanup_keeps_its_stack()
    {
        var (status, lines) = await RunAsync("failing", "portable", SigInt);
        Assert.Contains(lines, static line => line.Contains("System.InvalidOperationException: a defect", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains("   at ", StringComparison.Ordinal));
        Assert.NotEqual(128 + SigInt, status);
    }

    [Theory]
    [InlineData(SigInt, SigInt)]
    [InlineData(SigTerm, SigTerm)]
    [InlineData(SigTerm, SigInt)]
    public async Task A_second_signal_ends_a_program_that_does_not(int first, int second)
    {
        var (status, lines) = await RunAsync("stuck", "portable", first, second);
        Assert.Empty(lines);
        Assert.Equal(128 + second, status);
    }

    /// <summary>Sends the signals one by one to a program that is ready. Returns the lines that follow, of both streams.</summary>
    private static async Task<(int Status, IReadOnlyList<string> Lines)> RunAsync(string what, string driver, params int[] signals)
    {
        string[] command = ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "Rondo.Starts.dll"), "loop", what];
        // A shell starts what runs in the background with SIGINT ignored, and so are these tests, as a rule.
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=INT", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["RONDO_DRIVER"] = driver;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var process = Process.Start(start)!;
        try
        {
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync().WaitAsync(s_patience));
            for (var i = 0; i < signals.Length; i++)
            {
                // The kernel keeps a signal once: a second one before the first was seen would be lost.
                if (i > 0)
                    Assert.Equal("cancelled", await process.StandardOutput.ReadLineAsync().WaitAsync(s_patience));
                using var kill = Process.Start("sh", ["-c", $"kill -{signals[i]} {process.Id}"]);
                await kill.WaitForExitAsync().WaitAsync(s_patience);
            }

            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(s_patience);
            await process.WaitForExitAsync().WaitAsync(s_patience);
            return (process.ExitCode, [.. texts.SelectMany(static text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))]);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
