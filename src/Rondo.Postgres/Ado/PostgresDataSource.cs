using System.Data.Common;
using Rondo.Postgres.Ado;
using Rondo.Postgres.Connections;
using Rondo.Postgres.Sessions;
using Rondo.Sync;

namespace Rondo.Postgres;

/// <summary>The connections to a database. Thread-safe; one for the whole program, used from any loop.</summary>
public sealed partial class PostgresDataSource : DbDataSource
{
    /// <summary>The loop of callers that have none.</summary>
    private static readonly Lazy<EventLoop> s_loop =
        new(static () =>
            new EventLoopGroup(new EventLoopGroupOptions { Count = 1, Loop = new EventLoopOptions { Name = "rondo-postgres" } }).Loops[0]);

    private readonly LoopLocal<LoopPool> _pools;
    private readonly List<(WeakReference<EventLoop> Loop, LoopPool Pool)> _all = [];
    private readonly PostgresOptions _options;
    private bool _isDisposed;

    /// <summary>Creates a source. The first statement opens its first connection.</summary>
    /// <param name="options">The options.</param>
    public PostgresDataSource(PostgresOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _pools) = (options, new LoopLocal<LoopPool>(CreatePool));
    }

    /// <summary>Gets the address and the user, without the password.</summary>
    public override string ConnectionString => PostgresText.Format(_options);

    /// <summary>Gets how busy the connections of the current loop are.</summary>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public PostgresStatistics Statistics => Pool.Statistics;

    internal PostgresOptions Options => _options;

    /// <summary>Gets the loop on which calls of callers without a loop run.</summary>
    internal EventLoop Loop => s_loop.Value;

    /// <summary>Gets the sum over all loops.</summary>
    internal PostgresStatistics Total
    {
        get
        {
            lock (_all)
            {
                var total = new PostgresStatistics(0, 0, 0, 0, TimeSpan.Zero);
                foreach (var (_, pool) in _all)
                {
                    var each = pool.Statistics;
                    total = new(
                        total.Open + each.Open, total.Busy + each.Busy, total.Waiting + each.Waiting,
                        total.Depth + each.Depth, total.WaitTime + each.WaitTime);
                }

                return total;
            }
        }
    }

    /// <summary>Gets the connections of the current loop.</summary>
    internal LoopPool Pool => _pools.Value;

    /// <summary>Creates a source from a URL or a connection string.</summary>
    /// <param name="connectionString">
    /// <c>postgres://user:password@host:port/database?sslmode=require</c>, or
    /// <c>Host=...;Port=...;Username=...;Password=...;Database=...</c>.
    /// </param>
    /// <exception cref="FormatException">The text is neither, or has an option that Rondo.Postgres does not have.</exception>
    public static PostgresDataSource Create(string connectionString) => new(PostgresText.Parse(connectionString));

    /// <summary>Rents a connection of the current loop; without a loop, of one that all such callers share.</summary>
    /// <param name="cancellationToken">The token.</param>
    public new async ValueTask<PostgresConnection> OpenConnectionAsync(CancellationToken cancellationToken = default)
    {
        Hop.ClearContext();
        var connection = new NpgsqlConnection(this);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new NpgsqlConnection(this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _ = CloseAllAsync();
        base.Dispose(disposing);
    }

    /// <summary>Closes the connections of all loops.</summary>
    protected override async ValueTask DisposeAsyncCore()
    {
        Hop.ClearContext();
        await CloseAllAsync();
        await base.DisposeAsyncCore();
    }

    private async Task CloseAllAsync()
    {
        (WeakReference<EventLoop> Loop, LoopPool Pool)[] all;
        lock (_all)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            all = [.. _all];
        }

        foreach (var (reference, pool) in all)
        {
            try
            {
                if (reference.TryGetTarget(out var loop))
                    await loop.InvokeAsync(pool.CloseAsync);
            }
            catch (ObjectDisposedException)
            {
                // The loop has ended, and its connections with it.
            }
        }
    }

    private LoopPool CreatePool()
    {
        var pool = new LoopPool(_options);
        lock (_all)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _all.RemoveAll(static each => !each.Loop.TryGetTarget(out _));
            _all.Add((new WeakReference<EventLoop>(EventLoop.Current), pool));
        }

        return pool;
    }
}
