using System.Collections.Concurrent;
using System.Text.Json;

namespace Rondo.Processes.Kills;

/// <summary>Calls of every kind while workers are killed: each call has to end with its right result or with an error that names
/// the crash.</summary>
internal sealed class Soak(int calls, int seed)
{
    private const int Callers = 8;
    private const int CallsPerKill = 40;
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private int _begun;
    private int _ended;

    internal async Task<int> RunAsync()
    {
        Console.Error.WriteLine($"seed {seed}");
        await RunOnceAsync(200); // what is created once in a process is no leak
        _outcomes.Clear();
        (_begun, _ended) = (0, 0);
        var descriptors = Workers.Descriptors();
        await RunOnceAsync(calls);
        var report = new SortedDictionary<string, int>(_outcomes, StringComparer.Ordinal)
        {
            ["children left"] = Workers.Ids().Length,
            ["descriptors leaked"] = Math.Max(0, Workers.Descriptors() - descriptors),
            ["ended"] = _ended,
        };
        Console.WriteLine(JsonSerializer.Serialize(report));
        return 0;
    }

    private async Task RunOnceAsync(int count)
    {
        await using var pool = new ProcessPool(new ProcessPoolOptions
        {
            Workers = 3,
            Spares = 1,
            MaxCallsPerWorker = 500,
            OnOutput = static (_, _) => { }
        });
        await Gather.FirstAsync(
        [
            () => KillAsync(pool),
            () => TaskGroup.RunAsync(callers =>
            {
                for (var i = 0; i < Callers; i++)
                    callers.Start(() => CallAsync(pool, count));
                return Task.CompletedTask;
            }),
        ]);
    }

    private async Task KillAsync(ProcessPool pool)
    {
        for (var next = CallsPerKill; ; next += CallsPerKill)
        {
            while (_ended < next)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            if (Workers.Ids() is { Length: > 0 } processes)
                Workers.Kill(processes[_random.Next(processes.Length)]);
        }
    }

    private async Task CallAsync(ProcessPool pool, int count)
    {
        while (_begun < count)
        {
            var number = _begun++;
            string outcome;
            try
            {
                outcome = await CancelScope.FailAfter(s_hang, () => CheckAsync(pool, number)) ? "right" : "wrong";
            }
            catch (WorkerCrashedException failure) when (failure.Message.Contains("was killed by signal 9 (SIGKILL)",
                StringComparison.Ordinal))
            {
                outcome = "crashed";
            }
            catch (TimeoutException)
            {
                outcome = "hung";
            }
            catch (Exception failure)
            {
                outcome = failure.ToString();
            }

            _ended++;
            _outcomes.AddOrUpdate(outcome, 1, static (_, sum) => sum + 1);
        }
    }

    private async Task<bool> CheckAsync(ProcessPool pool, int number)
    {
        switch (number % 10)
        {
            case 0:
                var bytes = new byte[number % 100 == 0 ? 300_000 : 1000];
                _random.NextBytes(bytes);
                return (await pool.RunAsync(Functions.Invert, bytes)).AsSpan().SequenceEqual(Functions.Invert(bytes));
            case 1:
                return await pool.RunAsync(Functions.Repeat, number % 100 == 1 ? 100_000 : 100, "rondo") is { Length: > 0 } text
                    && text.EndsWith("rondo", StringComparison.Ordinal);
            case 2:
                try
                {
                    return await pool.RunAsync(Functions.Throw, number) < 0;
                }
                catch (ProcessCallException failure)
                {
                    return failure.OriginalMessage == $"number {number}";
                }

            default:
                return await pool.RunAsync(Functions.Double, number) == 2 * number;
        }
    }
}
