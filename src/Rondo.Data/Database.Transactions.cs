namespace Rondo.Data;

/// <summary>Transactions.</summary>
public sealed partial class Database
{
    private static readonly TransactionOptions s_defaults = new();

    /// <summary>Begins a transaction. Dispose of it to roll back what was not committed.</summary>
    /// <param name="options">Options; default: the database's own isolation.</param>
    /// <exception cref="DatabaseUnavailable">No connection is free, or the database is locked by another process.</exception>
    public Task<Transaction> BeginAsync(TransactionOptions? options = null) =>
        Transaction.BeginAsync(_engine, options ?? s_defaults);

    /// <summary>
    /// Runs a function in a transaction, which is committed if the function returns, and rolled back if it throws or is cancelled.
    /// </summary>
    /// <typeparam name="T">The function's result.</typeparam>
    /// <param name="function">The function. With <see cref="TransactionOptions.Retries"/> it may run several times.</param>
    /// <param name="options">Options; default: the database's own isolation, no retries.</param>
    /// <returns>The function's result, once the transaction is committed.</returns>
    public async Task<T> TransactionAsync<T>(Func<Transaction, Task<T>> function, TransactionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        for (var retries = (options ?? s_defaults).Retries; ; retries--)
        {
            try
            {
                await using var transaction = await BeginAsync(options);
                var result = await function(transaction);
                await transaction.CommitAsync();
                return result;
            }
            catch (DatabaseUnavailable conflict) when (conflict.IsConflict && retries > 0)
            {
                // The other transaction has won, and is over.
            }
        }
    }

    /// <inheritdoc cref="TransactionAsync{T}(Func{Transaction, Task{T}}, TransactionOptions?)"/>
    public Task TransactionAsync(Func<Transaction, Task> function, TransactionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return TransactionAsync(
            async transaction =>
            {
                await function(transaction);
                return true;
            },
            options);
    }
}
