using System.Data.Common;
using System.Globalization;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres;

/// <summary>The server refused a statement or a connection.</summary>
/// <remarks>The fields are PostgreSQL's: https://www.postgresql.org/docs/current/protocol-error-fields.html</remarks>
public sealed class PostgresException : DbException
{
    private readonly ServerError _error;
    private DbBatchCommand? _command;

    internal PostgresException(ServerError error)
        : base($"{error['C']}: {error['M']}") => _error = error;

    /// <summary>Gets the five characters of the error's code: https://www.postgresql.org/docs/current/errcodes-appendix.html.</summary>
    public override string SqlState => _error['C'] ?? "";

    /// <summary>Gets the severity, in English: ERROR, FATAL or PANIC.</summary>
    public string Severity => _error['V'] ?? _error['S'] ?? "";

    /// <summary>Gets the server's message.</summary>
    public string MessageText => _error['M'] ?? "";

    /// <summary>Gets the detail of the message.</summary>
    public string? Detail => _error['D'];

    /// <summary>Gets the server's advice.</summary>
    public string? Hint => _error['H'];

    /// <summary>Gets the position in the statement, in characters from 1; 0: none.</summary>
    public int Position => int.TryParse(_error['P'], NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : 0;

    /// <summary>Gets where in functions the error arose.</summary>
    public string? Where => _error['W'];

    /// <summary>Gets the name of the schema.</summary>
    public string? SchemaName => _error['s'];

    /// <summary>Gets the name of the table.</summary>
    public string? TableName => _error['t'];

    /// <summary>Gets the name of the column.</summary>
    public string? ColumnName => _error['c'];

    /// <summary>Gets the name of the data type.</summary>
    public string? DataTypeName => _error['d'];

    /// <summary>Gets the name of the constraint.</summary>
    public string? ConstraintName => _error['n'];

    /// <summary>Gets the name of the server's function that reported the error.</summary>
    public string? Routine => _error['R'];

    /// <inheritdoc/>
    public override bool IsTransient => SqlState is "40001" or "40P01" or "53300" or "57P01" or "57P02" or "57P03" or "55P03";

    /// <summary>Gets the statement of a batch that was at fault; null for a single statement.</summary>
    internal string? Part { get; init; }

    /// <inheritdoc/>
    protected override DbBatchCommand? DbBatchCommand => _command;

    /// <summary>Returns the error with the command of a batch that was at fault.</summary>
    internal PostgresException At(DbBatchCommand command) => new(_error) { _command = command };
}
