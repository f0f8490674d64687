namespace Ledger;

// begin api-dependencies-library
public static class Databases
{
    /// <summary>Opens the database: one for the app.</summary>
    [Dependency(DependencyScope.App)]
    public static Database Open() => new();

    /// <summary>Begins a transaction, which is committed before the response is sent.</summary>
    /// <param name="dryRun">Whether nothing is committed.</param>
    [Dependency]
    public static async IAsyncEnumerable<Transaction> Begin(Database database, bool dryRun = false)
    {
        await EventLoop.Yield();
        var transaction = new Transaction();
        yield return transaction;
        if (!dryRun)
            database.Commit(transaction);
    }
}
// end api-dependencies-library
