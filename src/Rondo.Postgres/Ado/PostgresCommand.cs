using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Rondo.Postgres.Ado;
using Rondo.Postgres.Sessions;

namespace Rondo.Postgres;

/// <summary>A command: one statement or several with semicolons between them.</summary>
public sealed class PostgresCommand : DbCommand
{
    private PostgresConnection? _connection;
    private CommandRun? _run;

    /// <summary>Creates a command without text and connection.</summary>
    public PostgresCommand()
    {
    }

    /// <summary>Creates a command.</summary>
    /// <param name="commandText">The statement, with @name or :name or $1 for values.</param>
    /// <param name="connection">The connection.</param>
    public PostgresCommand(string commandText, PostgresConnection? connection = null) =>
        (CommandText, _connection) = (commandText, connection);

    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>Gets or sets how many seconds the command may take; 0: as long as the scope around it.</summary>
    /// <value>0 by default.</value>
    public override int CommandTimeout
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <inheritdoc/>
    public override CommandType CommandType { get; set; } = CommandType.Text;

    /// <inheritdoc/>
    public override bool DesignTimeVisible { get; set; }

    /// <inheritdoc/>
    public override UpdateRowSource UpdatedRowSource { get; set; }

    /// <summary>Gets the values.</summary>
    public new PostgresParameterCollection Parameters { get; } = new();

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => _connection;
        set => _connection = value is null or PostgresConnection ? (PostgresConnection?)value
            : throw new InvalidCastException($"The connection is a {value.GetType()}, and the command needs a PostgresConnection.");
    }

    /// <inheritdoc/>
    protected override DbParameterCollection DbParameterCollection => Parameters;

    /// <summary>Gets or sets the transaction; statements always belong to the open transaction of their connection.</summary>
    protected override DbTransaction? DbTransaction { get; set; }

    /// <summary>Asks the server to end the statement that runs. It may be called from any thread.</summary>
    public override void Cancel()
    {
        if (_run is { } run)
            run.Home.Post(static state => ((CommandRun)state!).Abandon(), run);
    }

    /// <inheritdoc/>
    public override int ExecuteNonQuery() => Hop.Wait("ExecuteNonQuery", () => ExecuteNonQueryAsync(CancellationToken.None));

    /// <inheritdoc/>
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) =>
        (_run = Run()).ExecuteAsync(CommandTimeout, cancellationToken);

    /// <inheritdoc/>
    public override object? ExecuteScalar() => Hop.Wait("ExecuteScalar", () => ExecuteScalarAsync(CancellationToken.None));

    /// <inheritdoc/>
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) =>
        PostgresDataReader.ReadScalarAsync(_run = Run(), _connection!, CommandTimeout, cancellationToken);

    /// <summary>Does nothing: a connection prepares each statement at its first use, and keeps it for the next.</summary>
    public override void Prepare()
    {
    }

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => new PostgresParameter();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
        Hop.Wait("ExecuteReader", () => ReadAsync(behavior, CancellationToken.None));

    /// <inheritdoc/>
    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        Hop.ClearContext();
        return await ReadAsync(behavior, cancellationToken);
    }

    private Task<PostgresDataReader> ReadAsync(CommandBehavior behavior, CancellationToken token) =>
        PostgresDataReader.ExecuteAsync(_run = Run(), _connection!, behavior, CommandTimeout, token);

    private CommandRun Run()
    {
        var connection = _connection ?? throw new InvalidOperationException("The command has no connection. Set Connection.");
        return new CommandRun(
            connection.Rented, [.. BoundStatement.Of(CommandTexts.Of(CommandText, CommandType, Parameters), Parameters, null)]);
    }
}
