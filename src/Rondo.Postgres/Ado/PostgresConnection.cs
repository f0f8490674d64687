using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Rondo.Postgres.Ado;
using Rondo.Postgres.Sessions;

namespace Rondo.Postgres;

/// <summary>A connection of ADO.NET, which it rents from a <see cref="PostgresDataSource"/> while it is open.</summary>
/// <remarks>
/// One task uses it at a time. It belongs to the event loop that opened it; calls from elsewhere hop to that loop. Calls that block
/// throw <see cref="InvalidOperationException"/> on an event loop. Open it with <see cref="PostgresDataSource.OpenConnectionAsync"/>.
/// </remarks>
public abstract partial class PostgresConnection : DbConnection
{
    private PostgresDataSource? _source;
    private Session? _session;
    private string _connectionString = "";

    private protected PostgresConnection(PostgresDataSource? source) =>
        (_source, _connectionString) = (source, source?.ConnectionString ?? "");

    /// <summary>Raised on the connection's event loop, or a thread of the driver's, with each notice of the server.</summary>
    public event EventHandler<PostgresNotice>? Notice;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The connection is open.</exception>
    [AllowNull]
    public override string ConnectionString
    {
        get => _connectionString;
        set
        {
            if (_session is not null)
                throw new InvalidOperationException("The connection is open. Close it before you set ConnectionString.");
            (_connectionString, _source) = (value ?? "", null);
        }
    }

    /// <inheritdoc/>
    public override string Database => _source?.Options.DatabaseName ?? "";

    /// <inheritdoc/>
    public override string DataSource => _source is null ? "" : string.Join(',', _source.Options.Hosts);

    /// <inheritdoc/>
    public override string ServerVersion => Rented.Wire.Parameters.GetValueOrDefault("server_version", "");

    /// <inheritdoc/>
    public override ConnectionState State => _session switch
    {
        null => ConnectionState.Closed,
        { Wire.IsBroken: true } => ConnectionState.Broken,
        _ => ConnectionState.Open,
    };

    /// <inheritdoc/>
    public override bool CanCreateBatch => true;

    /// <inheritdoc/>
    protected override DbProviderFactory DbProviderFactory => PostgresFactory.Instance;

    /// <inheritdoc/>
    public override void Open() => Hop.Wait("Open", () => OpenSessionAsync(CancellationToken.None));

    /// <inheritdoc/>
    public override Task OpenAsync(CancellationToken cancellationToken) => OpenSessionAsync(cancellationToken);

    /// <summary>Gives the connection back. It never blocks: an open transaction is rolled back behind the call.</summary>
    public override void Close()
    {
        if (TakeSession() is { } session)
            session.Close();
    }

    /// <inheritdoc/>
    public override async Task CloseAsync()
    {
        Hop.ClearContext();
        if (TakeSession() is { } session)
            await session.CloseAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Hop.ClearContext();
        await CloseAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Always throws: a connection to PostgreSQL stays in its database.</summary>
    /// <param name="databaseName">The name.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void ChangeDatabase(string databaseName) =>
        throw new NotSupportedException("PostgreSQL cannot change the database of a connection. Open another one.");

    /// <summary>Creates a command.</summary>
    /// <param name="commandText">The statement.</param>
    public PostgresCommand CreateCommand(string commandText) => new(commandText, this);

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => new PostgresCommand("", this);

    /// <inheritdoc/>
    protected override DbBatch CreateDbBatch() => new PostgresBatch(this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Close();
        base.Dispose(disposing);
    }

    /// <summary>Gets the rented connection.</summary>
    /// <exception cref="InvalidOperationException">The connection is not open.</exception>
    internal Session Rented => _session ?? throw new InvalidOperationException("The connection is not open. Await OpenAsync first.");

    private async Task<bool> OpenSessionAsync(CancellationToken token)
    {
        Hop.ClearContext();
        if (_session is not null)
            throw new InvalidOperationException("The connection is open already.");
        _source ??= PostgresFactory.SourceOf(_connectionString);
        _session = await Session.OpenAsync(EventLoop.TryCurrent ?? _source.Loop, () => _source.Pool, token);
        _session.Wire.Noticed = fields => Notice?.Invoke(this, new PostgresNotice(fields));
        OnStateChange(new StateChangeEventArgs(ConnectionState.Closed, ConnectionState.Open));
        return true;
    }

    private Session? TakeSession()
    {
        if (_session is not { } session)
            return null;
        _session = null;
        OnStateChange(new StateChangeEventArgs(ConnectionState.Open, ConnectionState.Closed));
        return session;
    }
}
