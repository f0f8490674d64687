using System.Security.Cryptography;
using Xunit.Sdk;

namespace Rondo.Testing;

/// <summary>How one case of a <see cref="LoopFactAttribute"/> or <see cref="LoopTheoryAttribute"/> is run.</summary>
/// <param name="Driver">The driver's name, or null under virtual time.</param>
/// <param name="Virtual">Whether time is virtual.</param>
/// <param name="Seed">The seed of the shuffle, or null for first in first out.</param>
/// <param name="HangSeconds">When it counts as hung.</param>
internal sealed record LoopTestPlan(string? Driver, bool Virtual, int? Seed, int HangSeconds)
{
    /// <summary>Why the test cannot run here; null when it can.</summary>
    internal string? Missing { get; init; }

    internal string Label => (Virtual ? "virtual" : Driver) + (Seed is null ? "" : $", seed {Seed}");

    /// <summary>One plan per driver or seed.</summary>
    internal static IEnumerable<LoopTestPlan> For(ILoopTestAttribute test)
    {
        string?[] drivers = test.Virtual ? [null] : [.. AvailableDrivers.For(test.Drivers)];
        if (drivers.Length == 0)
            yield return new LoopTestPlan(
                test.Drivers, false, null, test.HangSeconds)
            { Missing = $"{test.Drivers} does not work on this machine." };
        foreach (var driver in drivers)
        {
            for (var i = 0; i < (test.Shuffle ? test.Repeat : 1); i++)
                yield return new LoopTestPlan(driver, test.Virtual, test.Shuffle ? CreateSeed(i) : null, test.HangSeconds);
        }
    }

    internal static LoopTestPlan Deserialize(IXunitSerializationInfo info) =>
        new(info.GetValue<string>("driver"), info.GetValue<bool>("virtual"), info.GetValue<int?>("seed"), info.GetValue<int>("hang"));

    internal void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue("driver", Driver);
        info.AddValue("virtual", Virtual);
        info.AddValue("seed", Seed);
        info.AddValue("hang", HangSeconds);
    }

    internal string Name(string displayName) => $"{displayName} [{Label}]";

    internal string Identity(string uniqueId) => $"{uniqueId}-{Label}";

    private static int CreateSeed(int index) =>
        int.TryParse(Environment.GetEnvironmentVariable("RONDO_SEED"), out var seed) ? seed + index
        : RandomNumberGenerator.GetInt32(int.MaxValue);
}
