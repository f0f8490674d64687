namespace Ledger;

public sealed class Transaction
{
    internal List<string> Entries { get; } = [];

    public string Add(string entry)
    {
        Entries.Add(entry);
        return entry;
    }
}
