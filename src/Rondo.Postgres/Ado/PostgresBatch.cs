using System.Data;
using System.Data.Common;
using Rondo.Postgres.Ado;
using Rondo.Postgres.Sessions;

namespace Rondo.Postgres;

/// <summary>Statements that are sent at once. Outside a transaction they form one.</summary>
public sealed class PostgresBatch : DbBatch
{
    private PostgresConnection? _connection;
    private CommandRun? _run;

    /// <summary>Creates an empty batch.</summary>
    /// <param name="connection">The connection.</param>
    public PostgresBatch(PostgresConnection? connection = null) => _connection = connection;

    /// <summary>Gets the statements.</summary>
    public new PostgresBatchCommandCollection BatchCommands { get; } = new();

    /// <summary>Gets or sets how many seconds the batch may take; 0: as long as the scope around it.</summary>
    /// <value>0 by default.</value>
    public override int Timeout { get; set; }

    /// <inheritdoc/>
    protected override DbBatchCommandCollection DbBatchCommands => BatchCommands;

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => _connection;
        set => _connection = value is null or PostgresConnection ? (PostgresConnection?)value
            : throw new InvalidCastException($"The connection is a {value.GetType()}, and the batch needs a PostgresConnection.");
    }

    /// <summary>Gets or sets the transaction; statements always belong to the open transaction of their connection.</summary>
    protected override DbTransaction? DbTransaction { get; set; }

    /// <inheritdoc/>
    public override void Cancel()
    {
        if (_run is { } run)
            run.Home.Post(static state => ((CommandRun)state!).Abandon(), run);
    }

    /// <inheritdoc/>
    public override int ExecuteNonQuery() => Hop.Wait("ExecuteNonQuery", () => ExecuteNonQueryAsync(CancellationToken.None));

    /// <inheritdoc/>
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken = default) =>
        (_run = Run()).ExecuteAsync(Timeout, cancellationToken);

    /// <inheritdoc/>
    public override object? ExecuteScalar() => Hop.Wait("ExecuteScalar", () => ExecuteScalarAsync(CancellationToken.None));

    /// <inheritdoc/>
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken = default) =>
        PostgresDataReader.ReadScalarAsync(_run = Run(), _connection!, Timeout, cancellationToken);

    /// <summary>Does nothing: a connection prepares each statement at its first use, and keeps it for the next.</summary>
    public override void Prepare()
    {
    }

    /// <inheritdoc cref="Prepare"/>
    /// <param name="cancellationToken">The token.</param>
    public override Task PrepareAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override DbBatchCommand CreateDbBatchCommand() => new PostgresBatchCommand();

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
        PostgresDataReader.ExecuteAsync(_run = Run(), _connection!, behavior, Timeout, token);

    private CommandRun Run()
    {
        var connection = _connection ?? throw new InvalidOperationException("The batch has no connection. Set Connection.");
        var statements = BatchCommands.Items.SelectMany(static each =>
            BoundStatement.Of(CommandTexts.Of(each.CommandText, each.CommandType, each.Parameters), each.Parameters, each));
        return new CommandRun(connection.Rented, [.. statements]);
    }
}
