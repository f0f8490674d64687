using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Rondo.Testing;

/// <summary>Invokes a test method as the main task of a loop.</summary>
internal sealed class LoopTestRunner : XunitTestRunner
{
    internal static new LoopTestRunner Instance { get; } = new();

    internal async ValueTask<RunSummary> RunOnLoop(XunitTestRunnerContext context)
    {
        await using (context)
        {
            await context.InitializeAsync();
            return await Run(context);
        }
    }

    protected override object? InvokeTestMethod(XunitTestRunnerContext ctxt, object? testClassInstance)
    {
        var plan = ((ILoopTestCase)ctxt.Test.TestCase).Plan;
        return RunAsync(plan, () => base.InvokeTestMethod(ctxt, testClassInstance) switch
        {
            Task task => task,
            ValueTask task => task.AsTask(),
            _ => Task.CompletedTask,
        });
    }

    private static async Task RunAsync(LoopTestPlan plan, Func<Task> test)
    {
        EventLoop? loop = null;
        var run = LoopThread.RunAsync(
            () =>
            {
                loop = EventLoop.Current;
                return test();
            },
            new EventLoopOptions
            {
                Name = "test",
                Driver = plan.Driver,
                Clock = plan.Virtual ? new VirtualClock() : null,
                Seed = plan.Seed,
                HandleSignals = false,
            });
        try
        {
            await run.WaitAsync(TimeSpan.FromSeconds(plan.HangSeconds));
        }
        catch (TimeoutException) when (!run.IsCompleted)
        {
            throw new TimeoutException(
                $"The test did not end within {plan.HangSeconds} s of real time [{plan.Label}]. Loop: "
                    + $"{loop?.Statistics}. Everything in it may be blocked.");
        }
        catch (Exception exception) when (plan.Seed is not null && !IsSkip(Unwrap(exception)))
        {
            throw new SeededTestException(plan.Seed.Value, Unwrap(exception));
        }
    }

    /// <summary>A method that is not async throws through reflection.</summary>
    private static Exception Unwrap(Exception exception) =>
        exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;

    /// <summary>xunit knows a skip by its message.</summary>
    private static bool IsSkip(Exception exception) => exception.Message.StartsWith(DynamicSkipToken.Value, StringComparison.Ordinal);
}
