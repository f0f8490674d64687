using System.Runtime.CompilerServices;
using Xunit;
using Xunit.v3;

namespace Rondo.Testing;

/// <summary>
/// A test that runs on an event loop: once per driver that works here, and named after it, or once under virtual time.
/// </summary>
/// <remarks>
/// The test class is constructed off the loop; the method runs as the loop's main task, and the test passes only when all
/// that it started has ended. A test that hangs fails with the tasks that it was waiting for.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(LoopFactDiscoverer))]
public sealed class LoopFactAttribute(
    [CallerFilePath] string? sourceFilePath = null,
    [CallerLineNumber] int sourceLineNumber = -1) : FactAttribute(sourceFilePath, sourceLineNumber), ILoopTestAttribute
{
    /// <summary>
    /// Runs under a <see cref="VirtualClock"/> that jumps; the test then runs once, and real I/O makes it wait in real time.
    /// </summary>
    /// <value>Default: false.</value>
    public bool Virtual { get; set; }

    /// <summary>
    /// Shuffles the order of ready tasks with a random seed, printed when the test fails; <c>RONDO_SEED</c> repeats a run.
    /// </summary>
    /// <value>Default: false, first in first out.</value>
    public bool Shuffle { get; set; }

    /// <summary>Repeats a shuffled test with that many different seeds.</summary>
    /// <value>Default: 1.</value>
    public int Repeat { get; set; } = 1;

    /// <summary>Restricts the test to these drivers, separated by commas.</summary>
    /// <value>Default: every driver that works here. Where none of those named works, the test is skipped and says so.</value>
    public string? Drivers { get; set; }

    /// <summary>After how many seconds of real time a test counts as hung.</summary>
    /// <value>Default: 60.</value>
    public int HangSeconds { get; set; } = 60;
}
