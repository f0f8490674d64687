using System.Globalization;
using Rondo.Data.Engines;
using Rondo.Data.Statements;

namespace Rondo.Data;

/// <summary>A transaction, on a connection of its own. One task uses it at a time.</summary>
/// <remarks>
/// A handler that has a parameter of this type writes all or nothing: the transaction is committed before the response is sent,
/// so that a commit that fails is the response,
/// and rolled back if the handler throws or its client leaves.
/// </remarks>
public sealed class Transaction : SqlExecutor, IAsyncDisposable
{
    private readonly EngineTransaction _transaction;
    private TracedRunner? _traced;
    private int _savepoints;
    private bool _isCommitted;
    private bool _isDisposed;

    private Transaction(EngineTransaction transaction) => _transaction = transaction;

    internal override IStatementRunner Runner => !_isDisposed && !_isCommitted
        ? TracedRunner.IsWanted(_transaction) ? _traced ??= new TracedRunner(_transaction) : _transaction
        : throw new InvalidOperationException(
            _isCommitted ? "The transaction is committed. Begin another one for further statements."
            : "The transaction was rolled back and closed. Begin another one for further statements.");

    /// <summary>Begins a transaction on a connection of its own.</summary>
    internal static async Task<Transaction> BeginAsync(Engine engine, TransactionOptions options) => new(await engine.BeginAsync(options));

    /// <summary>Commits the transaction. It is not cancelled: once it has begun, it ends in one way or the other.</summary>
    /// <exception cref="DatabaseException">The database refused: a constraint that is checked at the end, or an earlier error
    /// rolled the transaction back.</exception>
    /// <exception cref="DatabaseUnavailable">The transaction lost against another one.</exception>
    public async Task CommitAsync()
    {
        _ = Runner;
        await _transaction.CommitAsync();
        _isCommitted = true;
    }

    /// <summary>
    /// Runs a function in a transaction within this one: a savepoint. If the function throws, only its own statements are undone.
    /// </summary>
    /// <typeparam name="T">The function's result.</typeparam>
    /// <param name="function">The function.</param>
    /// <returns>The function's result.</returns>
    public async Task<T> TransactionAsync<T>(Func<Transaction, Task<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var name = string.Create(CultureInfo.InvariantCulture, $"rondo_{++_savepoints}");
        await RunAsync($"SAVEPOINT {name}");
        try
        {
            var result = await function(this);
            await RunAsync($"RELEASE {name}");
            return result;
        }
        catch when (!_isDisposed)
        {
            await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => UndoAsync(name));
            throw;
        }
    }

    /// <inheritdoc cref="TransactionAsync{T}(Func{Transaction, Task{T}})"/>
    public Task TransactionAsync(Func<Transaction, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return TransactionAsync(async transaction =>
        {
            await function(transaction);
            return true;
        });
    }

    /// <summary>Rolls back if the transaction was not committed, and returns the connection.</summary>
    public ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return ValueTask.CompletedTask;
        _isDisposed = true;
        return _transaction.DisposeAsync();
    }

    private async Task UndoAsync(string name)
    {
        try
        {
            await RunAsync($"ROLLBACK TO {name}");
            await RunAsync($"RELEASE {name}");
        }
        catch (Exception exception) when (exception is DatabaseException or DatabaseUnavailable)
        {
            // The transaction as a whole is lost; its next statement says so. The caller's exception says why.
        }
    }

    private Task<int> RunAsync(string statement) => Runner.ExecuteAsync(new SqlText(statement, []));
}
