using Rondo.Data.Statements;

namespace Rondo.Data.Engines;

/// <summary>A transaction of PostgreSQL's. After an error it ignores what follows, up to a rollback to a savepoint.</summary>
internal abstract class PostgresEngineTransaction : EngineTransaction
{
    public sealed override SqlDialect Dialect => SqlDialect.Postgres;

    /// <summary>The error after which PostgreSQL ignores what follows.</summary>
    protected Exception? Lost { get; private set; }

    // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, which is no error to it.
    internal sealed override Task CommitAsync() => Lost is null ? SendCommitAsync() : throw RolledBack();

    /// <summary>Commits. Not interrupted: afterwards it would be unknown whether the transaction was stored.</summary>
    protected abstract Task SendCommitAsync();

    /// <summary>Throws if BEGIN, which leaves with the first statement, has failed.</summary>
    protected virtual void CheckBegun()
    {
    }

    protected DatabaseException RolledBack() =>
        new(DatabaseErrorKind.RolledBack,
            "PostgreSQL rolled the transaction back after an earlier error, and nothing of it is stored.", cause: Lost);

    /// <summary>Runs a statement, and keeps the error if it fails.</summary>
    protected async Task<TResult> ObserveAsync<TResult>(string text, Func<Task<TResult>> call)
    {
        try
        {
            var result = await call();
            CheckBegun();
            if (text.StartsWith("ROLLBACK TO ", StringComparison.OrdinalIgnoreCase))
                Lost = null;
            return result;
        }
        catch (Exception exception)
        {
            Lost ??= exception;
            throw;
        }
    }
}
