using System.ComponentModel;
using Xunit.Sdk;
using Xunit.v3;

namespace Rondo.Testing;

/// <summary>One case of a <see cref="LoopFactAttribute"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class LoopTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    /// <summary>For deserialization.</summary>
    [Obsolete("For deserialization.")]
    public LoopTestCase()
    {
    }

    internal LoopTestCase(LoopTestPlan plan, IXunitTestMethod testMethod, string displayName, string uniqueId, bool @explicit, string? skipReason, Dictionary<string, HashSet<string>> traits, string? file, int? line)
        : base(testMethod, displayName, uniqueId, @explicit, skipReason: skipReason, traits: traits, sourceFilePath: file, sourceLineNumber: line) =>
        Plan = plan;

    internal LoopTestPlan Plan { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask<RunSummary> Run(ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    {
        var tests = await aggregator.RunAsync(CreateTests, []);
        if (aggregator.ToException() is { } exception)
            return XunitRunnerHelper.FailTestCases(messageBus, cancellationTokenSource, [this], exception, sendTestCaseMessages: true);
        return await LoopTestCaseRunner.Instance.Run(this, tests, messageBus, aggregator, cancellationTokenSource, TestCaseDisplayName, SkipReason, explicitOption, constructorArguments);
    }

    /// <inheritdoc/>
    protected override void Serialize(IXunitSerializationInfo info)
    {
        base.Serialize(info);
        info.AddValue("driver", Plan.Driver);
        info.AddValue("virtual", Plan.Virtual);
        info.AddValue("seed", Plan.Seed);
        info.AddValue("hang", Plan.HangSeconds);
    }

    /// <inheritdoc/>
    protected override void Deserialize(IXunitSerializationInfo info)
    {
        base.Deserialize(info);
        Plan = new LoopTestPlan(info.GetValue<string>("driver"), info.GetValue<bool>("virtual"), info.GetValue<int?>("seed"), info.GetValue<int>("hang"));
    }
}
