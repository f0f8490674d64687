using System.ComponentModel;
using Rondo.Api;

namespace Rondo.Data;

/// <summary>Gives handlers their transactions.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TransactionDependency
{
    /// <summary>Begins a transaction, which is committed when the handler has returned and before the response is sent.</summary>
    /// <param name="database">The app's database.</param>
    [Dependency]
    public static async IAsyncEnumerable<Transaction> BeginAsync(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var transaction = await database.BeginAsync();
        yield return transaction;
        await transaction.CommitAsync();
    }
}
