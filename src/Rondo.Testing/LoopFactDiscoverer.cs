using Xunit.Sdk;
using Xunit.v3;

namespace Rondo.Testing;

/// <summary>Turns a <see cref="LoopFactAttribute"/> into one test case per driver or seed.</summary>
public sealed class LoopFactDiscoverer : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, factAttribute);
        if (testMethod.Parameters.Count > 0)
        {
            const string Message = "[LoopFact] methods are not allowed to have parameters. Did you mean to use [LoopTheory]?";
            return new([new ExecutionErrorTestCase(
                details.ResolvedTestMethod, details.TestCaseDisplayName, details.UniqueID, details.SourceFilePath,
                details.SourceLineNumber, Message)]);
        }

        return new([.. LoopTestPlan.For((LoopFactAttribute)factAttribute).Select(plan => new LoopTestCase(
            plan,
            details.ResolvedTestMethod,
            details.TestCaseDisplayName,
            details.UniqueID,
            details.Explicit,
            new LoopTestSkip(details.SkipReason, details.SkipExceptions, details.SkipType, details.SkipUnless, details.SkipWhen),
            LoopTestCase.TraitsOf(testMethod),
            null,
            details.SourceFilePath,
            details.SourceLineNumber,
            details.Timeout))]);
    }
}
