using System.Diagnostics;
using System.Runtime.InteropServices;
using Rondo.Processes;

namespace Rondo.Tests.Processes;

/// <summary>Workers that end: each fails its own call, says why, and is replaced. Many of these hung CPython's pool (python/cpython#115634, #119592).</summary>
[Collection(IO.ForkingTests.Name)]
public partial class ProcessPoolCrashTests
{
    private static readonly ProcessPoolOptions s_one = new() { Workers = 1, Spares = 0, OnOutput = static (_, _) => { } };
    private static readonly ProcessPoolOptions s_two = new() { Workers = 2, Spares = 0, OnOutput = static (_, _) => { } };

    [Theory]
    [InlineData("kill", 137, 9, "was killed by signal 9 (SIGKILL)", "")]
    [InlineData("exit", 3, null, "exited with code 3", "")]
    [InlineData("exit0", 0, null, "exited with code 0", "")]
    [InlineData("failfast", 134, 6, "was killed by signal 6 (SIGABRT)", "No way out.")]
    [InlineData("overflow", 134, 6, "was killed by signal 6 (SIGABRT)", "Stack overflow")]
    [InlineData("thread", 134, 6, "was killed by signal 6 (SIGABRT)", "Unhandled exception. System.InvalidOperationException: elsewhere")]
    [InlineData("close", 137, 9, "was killed by signal 9 (SIGKILL)", "")]
    public async Task A_crash_fails_its_own_call_with_what_happened(string way, int code, int? signal, string text, string output)
    {
        await using var pool = new ProcessPool(s_two);
        var other = pool.RunAsync(static () => Console.In.Read() + Wait(1000));
        var failure = await Assert.ThrowsAsync<WorkerCrashedException>(() => pool.RunAsync(Crash, way));
        Assert.StartsWith($"Worker process {failure.ProcessId} {text} while it ran 'Crash'.", failure.Message, StringComparison.Ordinal);
        Assert.Equal((code, signal), (failure.ExitCode, failure.Signal));
        Assert.Contains(output, string.Join('\n', failure.Output), StringComparison.Ordinal);
        Assert.Equal(-1, await other);
        Assert.Equal("alive", await pool.RunAsync(static () => "alive"));
        Assert.Equal(1, pool.Statistics.Crashed);
    }

    [Fact]
    public async Task A_worker_that_is_killed_while_idle_is_replaced()
    {
        await using var pool = new ProcessPool(s_one);
        for (var i = 0; i < 5; i++)
        {
            var process = await pool.RunAsync(static () => Environment.ProcessId);
            Kill(process, 9);
            while (pool.Statistics.Crashed == i)
                await Task.Yield();
            Assert.NotEqual(process, await pool.RunAsync(static () => Environment.ProcessId));
        }
    }

    [Fact]
    public async Task Workers_that_are_killed_while_they_start_are_replaced()
    {
        await using var pool = new ProcessPool(s_two);
        var call = pool.RunAsync(static () => "started");
        var killed = new HashSet<int>();
        while (killed.Count < 2)
        {
            foreach (var process in pool.ProcessIds.Where(killed.Add))
                Kill(process, 9);
            await Task.Yield();
        }

        Assert.Equal("started", await call);
    }

    [Fact]
    public async Task A_worker_that_is_killed_while_it_sends_its_result_fails_the_call()
    {
        await using var pool = new ProcessPool(s_one);
        for (var i = 0; i < 12; i++)
        {
            var ready = new TaskCompletionSource<int>();
            var call = pool.RunAsync(static (IProgress<int> progress) =>
            {
                var text = new string('x', 20_000_000);
                progress.Report(Environment.ProcessId);
                return text;
            }, new Told<int>(ready.SetResult));
            var process = await ready.Task;
            await Task.Delay(i * 2, TestContext.Current.CancellationToken);
            Kill(process, 9);
            try
            {
                Assert.Equal(20_000_000, (await call).Length);
            }
            catch (WorkerCrashedException failure)
            {
                Assert.Equal(9, failure.Signal);
            }

            Assert.Equal(1, await pool.RunAsync(static () => 1));
        }
    }

    /// <summary>The result is under way, and its memory has gone with the worker.</summary>
    [Fact]
    public async Task A_worker_that_is_killed_behind_its_result_fails_the_call_with_the_crash()
    {
        await using var pool = new ProcessPool(s_one);
        var failure = await Assert.ThrowsAsync<WorkerCrashedException>(() => pool.RunAsync(SendResultAndDie));
        Assert.Equal($"Worker process {failure.ProcessId} was killed by signal 9 (SIGKILL) while it ran 'SendResultAndDie'.", failure.Message);
        Assert.Equal(1, await pool.RunAsync(static () => 1));
        Assert.Equal(1, pool.Statistics.Crashed);
    }

    /// <summary>A worker that serves shows that the program can start workers.</summary>
    [Fact]
    public async Task Workers_that_are_killed_while_they_start_cost_no_call_while_another_serves()
    {
        await using var pool = new ProcessPool(s_two);
        var begun = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = pool.RunAsync(
            static (IProgress<int> progress) =>
            {
                progress.Report(Environment.ProcessId);
                return Wait(60_000);
            },
            new Told<int>(begun.SetResult));
        var process = await begun.Task;
        while (pool.Statistics.Idle == 0)
            await Task.Yield();
        Kill(pool.ProcessIds.Single(each => each != process), 9);
        while (pool.Statistics.Idle > 0)
            await Task.Yield();
        var waiting = pool.RunAsync(static () => "served");
        var killed = new HashSet<int> { process };
        await KillStartingAsync(4);
        Kill(process, 9);
        await Assert.ThrowsAsync<WorkerCrashedException>(() => running);
        await KillStartingAsync(2);
        Assert.Equal("served", await waiting);

        async Task KillStartingAsync(int count)
        {
            for (var end = killed.Count + count; killed.Count < end; await Task.Yield())
            {
                foreach (var each in pool.ProcessIds.Where(killed.Add))
                    Kill(each, 9);
            }
        }
    }

    [Fact]
    public async Task Workers_are_replaced_after_their_number_of_calls_while_calls_wait()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 2, Spares = 1, MaxCallsPerWorker = 5 });
        var processes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => pool.RunAsync(static () => Environment.ProcessId)));
        Assert.All(processes.CountBy(static each => each), static each => Assert.InRange(each.Value, 1, 5));
        Assert.Equal(0, pool.Statistics.Crashed);
    }

    [Fact]
    public async Task A_worker_over_the_memory_limit_is_killed_during_its_call()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0, MemoryLimit = 300 << 20 });
        var failure = await Assert.ThrowsAsync<WorkerCrashedException>(() => pool.RunAsync(static () => Allocate(500) + Wait(60_000)));
        Assert.Matches($@"^Worker process {failure.ProcessId} was killed while it ran '.+': it used \d+ MB, and ProcessPoolOptions\.MemoryLimit is 300 MB\.$", failure.Message);
        Assert.Equal(1, await pool.RunAsync(static () => 1));
    }

    [Fact]
    public async Task A_worker_over_the_memory_limit_after_its_call_is_replaced()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0, MemoryLimit = 1 });
        Assert.NotEqual(await ProcessOf(), await ProcessOf());

        // The limit may strike during the call as well.
        async Task<int> ProcessOf()
        {
            while (true)
            {
                try
                {
                    return await pool.RunAsync(static () => Environment.ProcessId);
                }
                catch (WorkerCrashedException)
                {
                }
            }
        }
    }

    [Fact]
    public async Task A_pool_in_a_worker_works_and_ends_with_it()
    {
        await using var pool = new ProcessPool(s_one);
        var inner = await pool.RunAsync(static () => EventLoop.Run(async () =>
        {
            await using var nested = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0 });
            return await nested.RunAsync(static () => Environment.ProcessId);
        }));
        Assert.NotEqual(Environment.ProcessId, inner);
        Assert.False(IsAlive(inner));
    }

    [Fact]
    public async Task Console_output_of_workers_is_told_line_by_line_with_their_process()
    {
        var lines = new List<(int, string)>();
        int process;
        await using (var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0, OnOutput = (id, line) => lines.Add((id, line)) }))
        {
            process = await pool.RunAsync(static () =>
            {
                Console.WriteLine("to standard output");
                Console.Error.Write("to standard error\nand the ");
                Console.Write("rest");
                return Environment.ProcessId;
            });
        }

        Assert.Equal([(process, "to standard output"), (process, "to standard error"), (process, "and the rest")], lines);
    }

    [Fact]
    public async Task A_signal_of_a_service_manager_leaves_calls_to_the_parent()
    {
        await using var pool = new ProcessPool(s_one);
        var ready = new TaskCompletionSource<int>();
        var call = pool.RunAsync(static (IProgress<int> progress) =>
        {
            progress.Report(Environment.ProcessId);
            return Wait(100);
        }, new Told<int>(ready.SetResult));
        Kill(await ready.Task, 15);
        Assert.Equal(0, await call);
    }

    [Fact]
    public async Task A_program_that_cannot_start_workers_says_why_and_does_not_loop()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions
        {
            Workers = 2,
            OnOutput = static (_, _) => { },
            Environment = new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = "1" },
        });
        var failure = await Assert.ThrowsAsync<ProcessPoolException>(() => pool.RunAsync(static () => 1));
        Assert.StartsWith("No worker process can be started: it ended with exit code 137 before it was ready. Its last output:\n", failure.Message, StringComparison.Ordinal);
        Assert.Contains("GC heap initialization failed", failure.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), (pool.Statistics.Starting, pool.Statistics.Waiting, pool.Statistics.Idle));
        await Assert.ThrowsAsync<ProcessPoolException>(() => pool.RunAsync(static () => 1));
    }

    [Fact]
    public async Task A_worker_that_is_not_ready_in_time_is_killed()
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0, StartTimeout = TimeSpan.FromMilliseconds(1) });
        var failure = await Assert.ThrowsAsync<ProcessPoolException>(() => pool.RunAsync(static () => 1));
        Assert.Equal("No worker process can be started: it was not ready after 0.001 s (ProcessPoolOptions.StartTimeout) and was killed.", failure.Message);
    }

    [Fact]
    public void A_worker_of_another_build_refuses()
    {
        var name = FunctionName.Of((Func<string, int>)Crash);
        var build = typeof(ProcessPoolCrashTests).Module.ModuleVersionId.ToString("N");
        Assert.StartsWith(build, name, StringComparison.Ordinal);
        Assert.Equal("Crash", WorkerFunction.Find(name).Name);
        var other = new string('0', 32);
        var failure = Assert.Throws<InvalidOperationException>(() => WorkerFunction.Find(other + name[32..]));
        Assert.Equal($"The worker has another build of 'Rondo.Tests' ({build}) than the caller ({other}). The program was rebuilt while it ran: restart it.", failure.Message);
    }

    internal static int Wait(int milliseconds)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(milliseconds);
        return 0;
    }

    internal static void ComputeForever()
    {
        for (var i = 1UL; i != 0; i += 2)
        {
            // Odd numbers never come to zero.
        }
    }

    internal static bool IsAlive(int process) => Directory.Exists($"/proc/{process}");

    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial void Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial void Shutdown(int descriptor, int how);

    private static byte[] SendResultAndDie()
    {
        var result = new FrameWriter(FrameKind.Result);
        result.WriteByte((byte)ValueForm.Shared);
        result.WriteInt32(9999);
        foreach (var descriptor in Sockets())
        {
            using var socket = new System.Net.Sockets.Socket(new System.Net.Sockets.SafeSocketHandle(descriptor, ownsHandle: false));
            socket.Send(result.Finish());
        }

        Kill(Environment.ProcessId, 9);
        return [];
    }

    private static int Crash(string way)
    {
        switch (way)
        {
            case "kill":
                Kill(Environment.ProcessId, 9);
                break;
            case "exit":
                Environment.Exit(3);
                break;
            case "exit0":
                Environment.Exit(0);
                break;
            case "failfast":
                Environment.FailFast("No way out.");
                break;
            case "overflow":
                return Overflow(1);
            case "thread":
                new Thread(static () => throw new InvalidOperationException("elsewhere")).Start();
                break;
            default:
                foreach (var descriptor in Sockets())
                    Shutdown(descriptor, 2);
                break;
        }

        return Wait(60_000);
    }

    private static int[] Sockets() => [.. Directory.GetFiles("/proc/self/fd")
        .Where(static path => File.ResolveLinkTarget(path, false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true)
        .Select(static path => int.Parse(Path.GetFileName(path)))];

    private static int Overflow(int depth) => depth + Overflow(depth + 1) + Overflow(depth - 1);

    internal static int Allocate(int megabytes)
    {
        s_kept = new byte[megabytes << 20];
        Array.Fill(s_kept, (byte)1);
        return 0;
    }

    private static byte[]? s_kept;

    internal sealed class Told<T>(Action<T> told) : IProgress<T>
    {
        public void Report(T value) => told(value);
    }
}
