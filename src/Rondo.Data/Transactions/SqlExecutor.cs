using Rondo.Data.Engines;
using Rondo.Data.Rows;
using Rondo.Data.Statements;

namespace Rondo.Data;

/// <summary>Runs statements: a <see cref="Database"/> on any of its connections, a <see cref="Transaction"/> on its own.</summary>
/// <remarks>
/// Every call ends with the ambient scope: its deadline is the statement's, and a cancellation stops the statement in the database.
/// Errors are a <see cref="DatabaseException"/> (the database refused), <see cref="DatabaseUnavailable"/> (try again), or
/// <see cref="RowException"/> (a row
/// does not fit the type).
/// </remarks>
public abstract partial class SqlExecutor
{
    private protected SqlExecutor()
    {
    }

    internal abstract IStatementRunner Runner { get; }

    /// <summary>Returns the row of a statement, or null if there is none.</summary>
    /// <typeparam name="T">A record or class whose members are the columns by name, or a scalar.</typeparam>
    /// <param name="sql">The statement.</param>
    /// <exception cref="RowException">There is more than one row, or the row does not fit.</exception>
    public async Task<T?> FindAsync<T>(Sql sql)
        where T : class
    {
        var text = Render(sql);
        var rows = await Runner.QueryAsync(text, RowReaders<T>.Get(), 2);
        return rows.Count switch { 0 => null, 1 => rows[0], _ => throw TooMany<T>(text) };
    }

    /// <inheritdoc cref="FindAsync{T}(Sql)"/>
    /// <typeparam name="T">A scalar, a tuple whose elements are the columns by position, or a record struct.</typeparam>
    /// <param name="sql">The statement.</param>
    /// <param name="_">Tells the overload for value types apart; never given.</param>
    public async Task<T?> FindAsync<T>(Sql sql, T? _ = null)
        where T : struct
    {
        var text = Render(sql);
        var rows = await Runner.QueryAsync(text, RowReaders<T>.Get(), 2);
        return rows.Count switch { 0 => null, 1 => rows[0], _ => throw TooMany<T>(text) };
    }

    /// <summary>Returns the one row of a statement.</summary>
    /// <typeparam name="T">A record or class whose members are the columns by name, a tuple (by position), or a scalar.</typeparam>
    /// <param name="sql">The statement.</param>
    /// <exception cref="RowException">There is no row or more than one, or the row does not fit.</exception>
    public async Task<T> OneAsync<T>(Sql sql)
    {
        var text = Render(sql);
        var rows = await Runner.QueryAsync(text, RowReaders<T>.Get(), 2);
        return rows.Count switch { 1 => rows[0], 0 => throw None(text), _ => throw TooMany<T>(text) };
    }

    /// <summary>Returns all rows of a statement.</summary>
    /// <inheritdoc cref="OneAsync{T}(Sql)" path="/typeparam"/>
    /// <param name="sql">The statement.</param>
    /// <exception cref="RowException">A row does not fit.</exception>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(Sql sql) => await Runner.QueryAsync(Render(sql), RowReaders<T>.Get(), int.MaxValue);

    /// <summary>Returns rows one after the other, in constant memory. The connection is in use until the enumeration ends.</summary>
    /// <inheritdoc cref="OneAsync{T}(Sql)" path="/typeparam"/>
    /// <param name="sql">The statement.</param>
    public IAsyncEnumerable<T> StreamAsync<T>(Sql sql) => Runner.StreamAsync(Render(sql), RowReaders<T>.Get());

    /// <summary>Returns the first column of the first row.</summary>
    /// <typeparam name="T">A scalar; nullable where the column may be NULL.</typeparam>
    /// <param name="sql">The statement.</param>
    /// <exception cref="RowException">There is no row, or the value does not fit.</exception>
    public async Task<T> ScalarAsync<T>(Sql sql)
    {
        var text = Render(sql);
        var rows = await Runner.QueryAsync(text, FirstColumnReader<T>.Instance, 1);
        return rows.Count > 0 ? rows[0] : throw None(text);
    }

    /// <summary>Runs a statement and returns the number of rows that it changed.</summary>
    /// <param name="sql">The statement, or a script of several without values. Use <see cref="BatchAsync"/> for several that
    /// belong together.</param>
    public Task<int> ExecuteAsync(Sql sql) => Runner.ExecuteAsync(Render(sql));

    /// <summary>Runs statements in one round trip and in one transaction; returns the number of rows that they changed.</summary>
    /// <param name="statements">The statements, in order.</param>
    public Task<int> BatchAsync(IEnumerable<Sql> statements)
    {
        ArgumentNullException.ThrowIfNull(statements);
        return Runner.BatchAsync([.. statements.Select(Render)]);
    }

    private protected SqlText Render(Sql sql) => SqlText.Render(sql, Runner.Dialect, Runner.Json);

    private static RowException None(SqlText sql) =>
        new("The statement returned no row, and one was asked for. Use FindAsync where there may be none.", null, sql.Text);

    private static RowException TooMany<T>(SqlText sql) =>
        new($"The statement returned more than one row of {TypeNames.Of(typeof(T))}, and one was asked for. Use QueryAsync, "
            + $"or add LIMIT 1.", null, sql.Text);
}
