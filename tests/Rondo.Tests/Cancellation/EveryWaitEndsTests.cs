using System.Diagnostics;
using System.Reflection;
using Rondo.IO;
using Rondo.Tests.IO;

namespace Rondo.Tests.Cancellation;

/// <summary>
/// Every operation that can wait, against a peer that never comes, never answers, never reads or never ends: a deadline ends each wait, on every
/// driver, and nothing of it is left behind.
/// </summary>
[Collection(ForkingTests.Name)]
public sealed class EveryWaitEndsTests : IDisposable
{
    /// <summary>Public methods that return something to wait for, and have no row, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_exempt = new()
    {
        ["CancelScope.FailAfter"] = "waits for the caller's body alone",
        ["CancelScope.LinkTo"] = "waits for the caller's body alone",
        ["CancelScope.MoveOnAfter"] = "waits for the caller's body alone",
        ["CancelScope.RunAsync"] = "waits for the caller's body alone",
        ["CancelScope.Shield"] = "keeps cancellations out by contract, up to its own limit",
        ["TaskHandle.AsTask"] = "hands out a Task, whose waits are OrCancel's",
        ["ParkingLot.ParkShieldedAsync"] = "cannot be cancelled by contract",
        ["ParkingLot.PassAsync"] = "never waits longer than a turn",
        ["LoopFile.FlushToDiskAsync"] = "waits for the disk, which a deadline cannot stop",
        ["LoopFile.DisposeAsync"] = "completes at once",
        ["LoopFile.DeleteAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["LoopFile.MoveAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["LoopFile.ExistsAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["LoopFile.GetInfoAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["LoopFile.CreateDirectoryAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["LoopFile.DeleteDirectoryAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["LoopFile.CreateTemporaryAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["LoopFile.ListAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["LoopFile.CopyAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["TemporaryFile.KeepAsAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["TemporaryFile.DisposeAsync"] = "asks the file system alone, which a deadline cannot stop half-way",
        ["ProcessPool.RunAsync"] = "has tests of its own in Processes: a cancelled call kills its worker",
        ["ProcessPool.DisposeAsync"] = "has a grace period of its own, and may be called where no scope is",
        ["SocketStream.DisposeAsync"] = "completes at once",
        ["ChildProcess.DisposeAsync"] = "ends the program within its grace period, and cannot be cancelled by contract",
        ["ChildProcess.StopAsync"] = "ends the program within its grace period, and cannot be cancelled by contract",
        ["ChildProcess.StartAsync"] = "forks, which takes milliseconds and is not cut off half-way",
        ["EventLoopGroup.DisposeAsync"] = "has hard deadlines of its own, and may be called where no scope is",
        ["EventLoopGroup.StopAsync"] = "has hard deadlines of its own, and may be called where no scope is",
        ["UdpSocket.ConnectAsync"] = "asks no peer",
        ["UdpSocket.SendAsync"] = "waits for the local buffer alone, which the kernel empties whatever the peer does",
        ["UdpSocket.SendToAsync"] = "waits for the local buffer alone, which the kernel empties whatever the peer does",
        ["LoopDns.ResolveAsync"] = "has a row of its own with a resolver that hangs: LoopDns.Ask",
    };

    /// <summary>A wait ends so soon after its deadline.</summary>
    private static readonly TimeSpan s_bound = TimeSpan.FromMilliseconds(100);

    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-waits-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Each_operation_that_can_wait_has_a_row_or_a_reason()
    {
        var rows = WaitRows.All("").Select(static row => row.Name.Split(' ')[0]).ToHashSet();
        var operations = typeof(EventLoop).Assembly.GetExportedTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(static method => IsWait(method.ReturnType))
            .Select(static method => $"{method.DeclaringType!.Name.Split('`')[0]}.{method.Name.Replace("get_", "", StringComparison.Ordinal)}")
            .ToHashSet();
        Assert.Empty(operations.Where(name => !rows.Contains(name) && !s_exempt.ContainsKey(name)).Order());
        Assert.Empty(s_exempt.Keys.Where(name => !operations.Contains(name) || rows.Contains(name)).Order());
    }

    [LoopFact(HangSeconds = 300)]
    public async Task A_deadline_ends_each_wait_and_nothing_is_left()
    {
        var failures = new List<string>();
        foreach (var row in WaitRows.All(_directory))
        {
            // A descriptor that another part of the runtime opens once is none of the row's: a leak shows each time.
            string? problem = null;
            for (var attempt = 0; attempt < 3 && (attempt == 0 || problem is not null); attempt++)
            {
                try
                {
                    problem = await Try(row);
                }
                catch (Exception failure)
                {
                    problem = failure.ToString();
                }
            }

            if (problem is not null)
                failures.Add($"{row.Name}: {problem}");
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    private static async Task<string?> Try(WaitRow row)
    {
        var descriptors = CountDescriptors();
        var tasks = EventLoop.Current.RootGroup.Statistics.Running;
        var things = new List<IDisposable>();
        try
        {
            var wait = await row.Prepare(things);
            // Beside a probe that waits on the same loop for the same deadline, so that a machine that is busy delays both.
            var clock = EventLoop.Current.Clock;
            var probe = row.EndsProcess ? EndProcessAsync() : EndAsync(async () => await EventLoop.SleepForever());
            var ended = EndAsync(wait);
            if (await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(10))) != ended)
                return "did not end within 10 s of its deadline";
            if (await ended is not { } end)
                return "did not wait";
            if (clock.GetElapsedTime((await probe).GetValueOrDefault(), end) is var late && late > s_bound)
                return $"ended {late.TotalMilliseconds:0} ms after {(row.EndsProcess ? "a bare process" : "a timer")} with the same deadline";
        }
        finally
        {
            for (var i = things.Count - 1; i >= 0; i--)
                things[i].Dispose();
        }

        if (EventLoop.Current.RootGroup.Statistics.Running != tasks)
            return $"left tasks: {EventLoop.Current.RootGroup.Statistics.Running}, before {tasks}";
        for (var round = 0; round < 25 && CountDescriptors() > descriptors; round++)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(20));
        return CountDescriptors() > descriptors ? $"left descriptors: {CountDescriptors()}, before {descriptors}" : null;
    }

    /// <summary>Returns the time at which the deadline has ended the wait; null if it ended by itself.</summary>
    private static async Task<long?> EndAsync(Func<Task> wait) => await InFlight.EndsAtDeadlineAsync(wait) ? EventLoop.Current.Clock.GetTimestamp() : null;

    /// <summary>Returns the time at which a bare process has ended that is killed at the deadline: a busy machine delays it as well.</summary>
    private static async Task<long?> EndProcessAsync()
    {
        using var process = Process.Start("sleep", ["60"]);
        await EndAsync(async () => await EventLoop.SleepForever());
        process.Kill();
        await process.WaitForExitAsync();
        return EventLoop.Current.Clock.GetTimestamp();
    }

    private static int CountDescriptors() => OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    private static bool IsWait(Type type)
    {
        if (type == typeof(Task) || type == typeof(ValueTask))
            return true;
        if (!type.IsGenericType)
            return false;
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>);
    }
}
