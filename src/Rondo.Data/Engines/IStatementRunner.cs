using System.Text.Json;
using Rondo.Data.Statements;

namespace Rondo.Data.Engines;

/// <summary>Runs statements: on any connection, or on a transaction's.</summary>
internal interface IStatementRunner
{
    SqlDialect Dialect { get; }

    /// <summary>Gets the name of the database, without user and password.</summary>
    string Name { get; }

    /// <summary>Gets the name of the kind of database in activities; null: its driver has activities of its own.</summary>
    string? TracedSystem { get; }

    /// <summary>Gets the contract of JSON in parameters and columns.</summary>
    JsonSerializerOptions Json { get; }

    /// <summary>Returns the first rows of a result.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="reader">Makes values from rows.</param>
    /// <param name="most">The largest number of rows that is read.</param>
    Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most);

    /// <summary>Returns rows one after the other, in constant memory.</summary>
    IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader);

    /// <summary>Returns the number of rows that the statement changed.</summary>
    Task<int> ExecuteAsync(SqlText sql);

    /// <summary>Runs statements in order and in one transaction; returns the number of rows that they changed.</summary>
    Task<int> BatchAsync(IReadOnlyList<SqlText> statements);
}
