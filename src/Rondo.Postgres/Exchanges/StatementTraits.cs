using Rondo.Postgres.Syntax;

namespace Rondo.Postgres.Exchanges;

/// <summary>The facts about a statement that decide which connection runs it. One object for each text and loop.</summary>
internal sealed class StatementTraits(string text)
{
    /// <summary>The time from which on a statement is too slow for others to wait behind it.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(50);

    private bool _isFast;

    /// <summary>Gets whether the statement may run between those of others on one connection.</summary>
    internal bool IsShareable { get; } = StatementKind.IsShareable(text);

    /// <summary>
    /// Gets whether others of its kind may leave with it in one write: it waits for no lock of a row, and was fast the last time.
    /// </summary>
    internal bool IsBatchable => _isFast && IsRead;

    /// <summary>
    /// Gets whether the statement may share a Sync with others of its kind, and so a transaction: it has no side effects, and was fast.
    /// </summary>
    internal bool IsGroupable => _isFast && IsPureRead;

    private bool IsPureRead { get; } = StatementKind.IsPureRead(text);

    private bool IsRead { get; } = StatementKind.IsRead(text);

    /// <summary>Stores how long the server took for it.</summary>
    internal void SetDuration(TimeSpan duration) => _isFast = duration < s_slow;
}
