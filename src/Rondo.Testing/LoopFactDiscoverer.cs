using System.Security.Cryptography;
using Xunit.Sdk;
using Xunit.v3;

namespace Rondo.Testing;

/// <summary>Turns a <see cref="LoopFactAttribute"/> into one test case per driver or seed.</summary>
public sealed class LoopFactDiscoverer : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        var fact = (LoopFactAttribute)factAttribute;
        var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, factAttribute);
        var cases = new List<IXunitTestCase>();
        foreach (var plan in Plans(fact))
        {
            cases.Add(new LoopTestCase(
                plan,
                details.ResolvedTestMethod,
                $"{details.TestCaseDisplayName} [{plan.Label}]",
                $"{details.UniqueID}-{plan.Label}",
                details.Explicit,
                details.SkipReason ?? plan.Missing,
                testMethod.Traits.ToDictionary(pair => pair.Key, pair => pair.Value.ToHashSet(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase),
                details.SourceFilePath,
                details.SourceLineNumber));
        }

        return new(cases);
    }

    private static IEnumerable<LoopTestPlan> Plans(LoopFactAttribute fact)
    {
        var drivers = new List<string?>();
        if (fact.Virtual)
            drivers.Add(null);
        else
            drivers.AddRange(AvailableDrivers.For(fact.Drivers));
        if (drivers.Count == 0)
            yield return new LoopTestPlan(fact.Drivers, false, null, fact.HangSeconds) { Missing = $"{fact.Drivers} does not work on this machine." };
        foreach (var driver in drivers)
        {
            for (var i = 0; i < (fact.Shuffle ? fact.Repeat : 1); i++)
                yield return new LoopTestPlan(driver, fact.Virtual, fact.Shuffle ? Seed(i) : null, fact.HangSeconds);
        }
    }

    private static int Seed(int index) =>
        int.TryParse(Environment.GetEnvironmentVariable("RONDO_SEED"), out var seed) ? seed + index : RandomNumberGenerator.GetInt32(int.MaxValue);
}
