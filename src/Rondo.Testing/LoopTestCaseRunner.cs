using Xunit.Sdk;
using Xunit.v3;

namespace Rondo.Testing;

/// <summary>xunit's own runner, with another way to invoke the method.</summary>
internal sealed class LoopTestCaseRunner : XunitTestCaseRunner
{
    internal static new LoopTestCaseRunner Instance { get; } = new();

    internal static async ValueTask<RunSummary> RunAsync(
        ILoopTestCase testCase, ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellation)
    {
        var tests = await aggregator.RunAsync(testCase.CreateTests, []);
        if (aggregator.ToException() is { } exception)
        {
            // As xunit's own executor does: data that says "skip" skips.
            var skip = DynamicSkipToken.Value;
            return exception.Message.StartsWith(skip, StringComparison.Ordinal)
                ? XunitRunnerHelper.SkipTestCases(
                    messageBus, cancellation, [testCase], exception.Message[skip.Length..], sendTestCaseMessages: true)
                : XunitRunnerHelper.FailTestCases(messageBus, cancellation, [testCase], exception, sendTestCaseMessages: true);
        }

        return await Instance.Run(
            testCase, tests, messageBus, aggregator, cancellation, testCase.TestCaseDisplayName, testCase.SkipReason,
            explicitOption, constructorArguments);
    }

    protected override ValueTask<RunSummary> RunTest(XunitTestCaseRunnerContext ctxt, IXunitTest test) =>
        LoopTestRunner.Instance.RunOnLoop(
            new XunitTestRunnerContext(
                test, ctxt.MessageBus, ctxt.ExplicitOption, ctxt.Aggregator.Clone(), ctxt.CancellationTokenSource,
                ctxt.BeforeAfterTestAttributes, ctxt.ConstructorArguments));
}
