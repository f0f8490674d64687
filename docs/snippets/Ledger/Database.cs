namespace Ledger;

public sealed class Database
{
    private readonly List<string> _entries = [];

    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (_entries)
                return [.. _entries];
        }
    }

    internal void Commit(Transaction transaction)
    {
        lock (_entries)
            _entries.AddRange(transaction.Entries);
    }
}
