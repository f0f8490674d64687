namespace Rondo.Data.Locks;

/// <summary>The first place in the line of a lock, whose owner holds the lock.</summary>
internal sealed record FirstPlace(long Token, long LeaseUntil, long Now)
{
    /// <summary>Written by hand: the generator serves programs, not this assembly.</summary>
    internal sealed class Reader() : RowReader<FirstPlace>("token", "lease_until", "now")
    {
        internal static Reader Instance { get; } = new();

        public override FirstPlace Read(Row row) => new(row.Get<long>(0), row.Get<long>(1), row.Get<long>(2));
    }
}
