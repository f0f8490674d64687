using System.ComponentModel;
using Xunit.Sdk;
using Xunit.v3;

namespace Rondo.Testing;

/// <summary>One case of a <see cref="LoopFactAttribute"/>, or of a row of a <see cref="LoopTheoryAttribute"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LoopTestCase : XunitTestCase, ISelfExecutingXunitTestCase, ILoopTestCase
{
    /// <summary>For deserialization.</summary>
    [Obsolete("For deserialization.")]
    public LoopTestCase()
    {
    }

    internal LoopTestCase(
        LoopTestPlan plan, IXunitTestMethod testMethod, string displayName, string uniqueId, bool @explicit, LoopTestSkip skip,
        Dictionary<string, HashSet<string>> traits, object?[]? arguments, string? file, int? line, int? timeout)
        : base(
            testMethod, plan.Name(displayName), plan.Identity(uniqueId), @explicit, skip.Or(plan.Missing).Exceptions,
            skip.Or(plan.Missing).Reason,
            skip.Or(plan.Missing).Type, skip.Or(plan.Missing).Unless, skip.Or(plan.Missing).When, traits, arguments, file, line, timeout) =>
        Plan = plan;

    internal LoopTestPlan Plan { get; private set; } = null!;

    LoopTestPlan ILoopTestCase.Plan => Plan;

    internal static Dictionary<string, HashSet<string>> TraitsOf(IXunitTestMethod testMethod) =>
        testMethod.Traits.ToDictionary(
            pair => pair.Key, pair => pair.Value.ToHashSet(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);

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
