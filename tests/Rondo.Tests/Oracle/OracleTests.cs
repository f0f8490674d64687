using System.Runtime.CompilerServices;

namespace Rondo.Tests.Oracle;

/// <summary>The same scenarios on CPython's asyncio and here: the same events at the same virtual times. Twins of the functions in scenarios.py.</summary>
public sealed partial class OracleTests(PythonOracle oracle) : IClassFixture<PythonOracle>
{
    [Fact]
    public void Every_scenario_has_its_twin()
    {
        var twins = typeof(OracleTests).GetMethods().Where(method => method.GetCustomAttributes(typeof(LoopFactAttribute), false).Length > 0).Select(method => Key(method.Name));
        Assert.Equal(oracle.Traces.Keys.Order(StringComparer.Ordinal), twins.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_difference_is_one() => Assert.All(
        Differences.All,
        difference => Assert.NotEqual(oracle.Traces[difference.Key], difference.Value.Ours));

    /// <summary>Runs our side and compares.</summary>
    private async Task Same(Func<Trace, Task> scenario, [CallerMemberName] string name = "")
    {
        var trace = new Trace();
        await scenario(trace);
        trace.Is(Differences.All.TryGetValue(Key(name), out var difference) ? difference.Ours : oracle.Traces[Key(name)]);
    }

    private static string Key(string name) => name.ToLowerInvariant();

    /// <summary>A task that can be cancelled on its own.</summary>
    private static CancelScope Spawn(TaskGroup group, Func<Task> body)
    {
        CancelScope? scope = null;
        group.Start(() => CancelScope.RunAsync(inner =>
        {
            scope = inner;
            return body();
        }));
        return scope!;
    }

    private static async Task Quiet(Func<Task> body)
    {
        try
        {
            await body();
        }
        catch (Exception exception) when (exception is TestFailure or TimeoutException or OperationCanceledException)
        {
        }
    }

    /// <summary>asyncio's <c>except* Boom</c> around a group.</summary>
    private static async Task Failing(Trace t, Func<TaskGroup, Task> body)
    {
        try
        {
            await TaskGroup.RunAsync(body);
        }
        catch (Exception exception)
        {
            var failures = new List<string>();
            if (TaskGroupException.HandleEach<TestFailure>(exception, failure => failures.Add(failure.Message)) is { } rest)
                throw rest;
            t.Add($"failed {string.Join(' ', failures)}");
        }
    }

    private static async Task Timeout(Trace t, Func<Task> body, string name = "timeout")
    {
        try
        {
            await body();
        }
        catch (TimeoutException)
        {
            t.Add(name);
        }
    }

    /// <summary>FailAfter with a scope to move the deadline of.</summary>
    private static async Task FailAfter(double ms, Func<CancelScope, Task> body)
    {
        if (!await CancelScope.MoveOnAfter(Ms(ms), body))
            throw new TimeoutException();
    }
}
