using System.Runtime.CompilerServices;
using Xunit;
using Xunit.v3;

namespace Rondo.Testing;

/// <summary>
/// A theory that runs on an event loop: each row of its data once per driver that works here, and named after it, or once under
/// virtual time.
/// </summary>
/// <remarks>
/// The data comes from <c>[InlineData]</c>, <c>[MemberData]</c>, <c>[ClassData]</c> and their like, with the names, skips and
/// traits of its rows, as in
/// <see cref="TheoryAttribute"/>. Everything else is as in <see cref="LoopFactAttribute"/>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(LoopTheoryDiscoverer))]
public sealed class LoopTheoryAttribute(
    [CallerFilePath] string? sourceFilePath = null,
    [CallerLineNumber] int sourceLineNumber = -1) : TheoryAttribute(sourceFilePath, sourceLineNumber), ILoopTestAttribute
{
    /// <inheritdoc cref="LoopFactAttribute.Virtual"/>
    public bool Virtual { get; set; }

    /// <inheritdoc cref="LoopFactAttribute.Shuffle"/>
    public bool Shuffle { get; set; }

    /// <inheritdoc cref="LoopFactAttribute.Repeat"/>
    public int Repeat { get; set; } = 1;

    /// <inheritdoc cref="LoopFactAttribute.Drivers"/>
    public string? Drivers { get; set; }

    /// <inheritdoc cref="LoopFactAttribute.HangSeconds"/>
    public int HangSeconds { get; set; } = 60;
}
