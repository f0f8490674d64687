namespace Rondo.Testing;

/// <summary>When a test is skipped.</summary>
internal sealed record LoopTestSkip(string? Reason, Type[]? Exceptions, Type? Type, string? Unless, string? When)
{
    /// <summary>A driver that does not work skips the test on any condition; a skip that the test has anyway keeps its reason.</summary>
    internal LoopTestSkip Or(string? missing) =>
        missing is null || (Reason is not null && Unless is null && When is null) ? this : new(missing, Exceptions, null, null, null);
}
