using Xunit.v3;

namespace Rondo.Testing;

/// <summary>xunit's own runner, with another way to invoke the method.</summary>
internal sealed class LoopTestCaseRunner : XunitTestCaseRunner
{
    internal static new LoopTestCaseRunner Instance { get; } = new();

    protected override ValueTask<RunSummary> RunTest(XunitTestCaseRunnerContext ctxt, IXunitTest test) =>
        LoopTestRunner.Instance.RunOnLoop(
            new XunitTestRunnerContext(test, ctxt.MessageBus, ctxt.ExplicitOption, ctxt.Aggregator.Clone(), ctxt.CancellationTokenSource, ctxt.BeforeAfterTestAttributes, ctxt.ConstructorArguments));
}
