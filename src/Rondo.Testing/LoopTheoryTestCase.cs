using System.ComponentModel;
using Xunit.Sdk;
using Xunit.v3;

namespace Rondo.Testing;

/// <summary>All rows of a <see cref="LoopTheoryAttribute"/> whose data is enumerated when the test runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LoopTheoryTestCase : XunitDelayEnumeratedTheoryTestCase, ISelfExecutingXunitTestCase, ILoopTestCase
{
    /// <summary>For deserialization.</summary>
    [Obsolete("For deserialization.")]
    public LoopTheoryTestCase()
    {
    }

    internal LoopTheoryTestCase(
        LoopTestPlan plan, IXunitTestMethod testMethod, string displayName, string uniqueId, bool @explicit,
        bool skipWithoutData, LoopTestSkip skip,
        Dictionary<string, HashSet<string>> traits, string? file, int? line, int? timeout)
        : base(
            testMethod, plan.Name(displayName), plan.Identity(uniqueId), @explicit, skipWithoutData,
            skip.Or(plan.Missing).Exceptions, skip.Or(plan.Missing).Reason,
            skip.Or(plan.Missing).Type, skip.Or(plan.Missing).Unless, skip.Or(plan.Missing).When, traits, file, line, timeout) =>
        Plan = plan;

    internal LoopTestPlan Plan { get; private set; } = null!;

    LoopTestPlan ILoopTestCase.Plan => Plan;

    /// <inheritdoc/>
    public ValueTask<RunSummary> Run(
        ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments, ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource) =>
        LoopTestCaseRunner.RunAsync(this, explicitOption, messageBus, constructorArguments, aggregator, cancellationTokenSource);

    /// <inheritdoc/>
    protected override void Serialize(IXunitSerializationInfo info)
    {
        base.Serialize(info);
        Plan.Serialize(info);
    }

    /// <inheritdoc/>
    protected override void Deserialize(IXunitSerializationInfo info)
    {
        base.Deserialize(info);
        Plan = LoopTestPlan.Deserialize(info);
    }
}
