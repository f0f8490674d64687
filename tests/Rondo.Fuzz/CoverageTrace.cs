using SharpFuzz.Common;

namespace Rondo.Fuzz;

/// <summary>The fields that instrumented code writes through.</summary>
internal sealed unsafe class CoverageTrace
{
    /// <summary>The assembly under test was rewritten by sharpfuzz, and refers to what it added.</summary>
    internal bool IsPresent { get; } = typeof(Rondo.Server.RondoServerOptions).Assembly.GetReferencedAssemblies().Any(static each => each.Name == "SharpFuzz.Common");

    internal void Point(byte* map) => Trace.SharedMem = map;

    internal void Restart() => Trace.PrevLocation = 0;
}
