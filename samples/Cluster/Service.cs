using Rondo.IO;

namespace Cluster;

/// <summary>A program of the cluster, whose output goes to a file. It can be stopped, paused, killed and started again.</summary>
internal sealed class Service(string name, string folder, string program, string[] arguments, Func<Task<bool>> isReady) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private ChildProcess? _process;

    internal string Name => name;

    internal bool IsRunning => _process is { HasExited: false };

    /// <summary>Gets the variables of its environment.</summary>
    internal Dictionary<string, string?> Environment { get; } = [];

    /// <summary>Gets the time that it has to end after SIGTERM.</summary>
    internal TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(30);

    private string Log => Path.Combine(folder, $"{name}.log");

    /// <summary>Starts it, and waits until it serves.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not serve in time; the message has the end of its output.</exception>
    internal async Task StartAsync()
    {
        _process = await ChildProcess.StartAsync(
            "/bin/sh",
            ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", Log, program, .. arguments],
            new ChildProcessOptions { Environment = Environment, GracePeriod = GracePeriod, WorkingDirectory = folder });
        var isUp = await CancelScope.MoveOnAfter(s_patience, async () =>
        {
            while (!await isReady())
            {
                if (!IsRunning)
                    throw Failed("has ended");
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(50));
            }
        });
        if (!isUp)
            throw Failed($"does not serve after {s_patience.TotalSeconds:0} s");
    }

    /// <summary>Asks it to end, and waits until it has.</summary>
    /// <returns>Its exit status.</returns>
    internal Task<int> StopAsync() => _process!.StopAsync();

    /// <summary>Sends a signal: 9 kills, 19 pauses, 18 continues.</summary>
    internal void Signal(int number) => _process!.Signal(number);

    /// <summary>Ends it with SIGKILL.</summary>
    internal async Task KillAsync()
    {
        Signal(9);
        await _process!.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            Signal(18); // one that is paused does not hear SIGTERM
        if (_process is not null)
            await _process.DisposeAsync();
    }

    private InvalidOperationException Failed(string reason)
    {
        string[] lines = File.Exists(Log) ? File.ReadAllLines(Log) : [];
        return new InvalidOperationException($"{name} {reason}. The end of {Log}:\n{string.Join('\n', lines.TakeLast(20))}");
    }
}
