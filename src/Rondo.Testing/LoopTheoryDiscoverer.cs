using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Rondo.Testing;

/// <summary>Turns a <see cref="LoopTheoryAttribute"/> into one test case per row of data and driver or seed.</summary>
/// <remarks>The base class decides about data that is missing or wrong, as for any theory.</remarks>
public sealed class LoopTheoryDiscoverer : TheoryDiscoverer
{
    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyCollection<IXunitTestCase>> CreateTestCasesForDataRow(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, ITheoryAttribute theoryAttribute,
        ITheoryDataRow dataRow, object?[] testMethodArguments)
    {
        var details = TestIntrospectionHelper.GetTestCaseDetailsForTheoryDataRow(
            discoveryOptions, testMethod, theoryAttribute, dataRow, testMethodArguments);
        return new([.. LoopTestPlan.For((ILoopTestAttribute)theoryAttribute).Select(plan => new LoopTestCase(
            plan,
            details.ResolvedTestMethod,
            details.TestCaseDisplayName,
            details.UniqueID,
            details.Explicit,
            new LoopTestSkip(details.SkipReason, details.SkipExceptions, details.SkipType, details.SkipUnless, details.SkipWhen),
            TestIntrospectionHelper.GetTraits(testMethod, dataRow),
            testMethodArguments,
            details.SourceFilePath,
            details.SourceLineNumber,
            details.Timeout))]);
    }

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyCollection<IXunitTestCase>> CreateTestCasesForTheory(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, ITheoryAttribute theoryAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        ArgumentNullException.ThrowIfNull(theoryAttribute);
        var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, theoryAttribute);
        if (details.SkipReason is not null && details.SkipUnless is null && details.SkipWhen is null)
            return base.CreateTestCasesForTheory(discoveryOptions, testMethod, theoryAttribute);
        // Rows that cannot be serialized are enumerated when the test runs, once per plan.
        return new([.. LoopTestPlan.For((ILoopTestAttribute)theoryAttribute).Select(plan => new LoopTheoryTestCase(
            plan,
            details.ResolvedTestMethod,
            details.TestCaseDisplayName,
            details.UniqueID,
            details.Explicit,
            theoryAttribute.SkipTestWithoutData,
            new LoopTestSkip(details.SkipReason, details.SkipExceptions, details.SkipType, details.SkipUnless, details.SkipWhen),
            LoopTestCase.TraitsOf(testMethod),
            details.SourceFilePath,
            details.SourceLineNumber,
            details.Timeout))]);
    }
}
