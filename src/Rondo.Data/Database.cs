using System.Data.Common;
using System.Text.Json;
using Npgsql;
using Rondo.Data.Engines;
using Rondo.Data.Rows;

namespace Rondo.Data;

/// <summary>A database: its connections, and statements on them. Thread-safe; one for the whole app, used from any loop.</summary>
/// <remarks>
/// <para><c>sqlite:///file.db</c> is a file in the working directory, <c>sqlite:///folder/file.db</c> an absolute path,
/// <c>sqlite:folder/file.db</c> a relative one, and
/// <c>sqlite::memory:</c> a database that ends with this object. <c>postgres://user:password@host:port/name</c> is a PostgreSQL
/// server.</para>
/// <para>Options: <c>?pool_timeout=30</c> (seconds that a caller waits for a connection); SQLite: <c>mode</c> (ro, rw, rwc),
/// <c>synchronous</c> (full, normal, off), <c>busy_timeout</c> (5),
/// <c>readers</c>; PostgreSQL: libpq's, <c>pool_size</c> (20), <c>prepare</c> (true; false behind PgBouncer).</para>
/// </remarks>
public sealed partial class Database : SqlExecutor, IAsyncDisposable
{
    private readonly Engine _engine;
    private TracedRunner? _traced;

    private Database(Engine engine)
    {
        _engine = engine;
        DatabaseMeter.Add(engine);
    }

    /// <summary>
    /// Gets the connections for other ADO.NET code, such as Dapper and bulk copies: a
    /// <see cref="Rondo.Postgres.PostgresDataSource"/> for PostgreSQL, or Npgsql's with <c>?driver=npgsql</c>.
    /// </summary>
    public DbDataSource Source => _engine.Source;

    /// <summary>
    /// Gets connections of Npgsql to a PostgreSQL server, for libraries that are built on Npgsql, such as the provider of EF Core.
    /// They form a pool of their own, which the first use creates.
    /// </summary>
    /// <exception cref="InvalidOperationException">The database is SQLite.</exception>
    public NpgsqlDataSource NpgsqlSource => _engine.NpgsqlSource
        ?? throw new InvalidOperationException($"{Name} is a SQLite database, which Npgsql does not know. Use Database.Source.");

    /// <summary>Gets the file's path, or the database's name and host, without user and password.</summary>
    public string Name => _engine.Name;

    /// <summary>Gets how busy the connections are.</summary>
    public DatabaseStatistics Statistics => _engine.GetStatistics();

    internal override IStatementRunner Runner => TracedRunner.IsWanted(_engine) ? _traced ??= new TracedRunner(_engine) : _engine;

    internal Engine Engine => _engine;

    /// <summary>Returns the database of a URL. The first statement opens its first connection.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="json">The contract of JSON in parameters and columns; default: names in camel case, as ASP.NET Core has them.</param>
    /// <exception cref="FormatException">A part of the URL is wrong; the message names the part, and no password.</exception>
    public static Database Open(string url, JsonSerializerOptions? json = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        var engine = EngineFactory.Create(url);
        engine.Json = json ?? JsonDefaults.Options;
        return new Database(engine);
    }

    internal static Database Of(Engine engine) => new(engine);

    /// <summary>Opens a connection, so that an error of the set-up shows itself now.</summary>
    /// <exception cref="DatabaseException">The database refused the connection, or the file is none of SQLite's.</exception>
    /// <exception cref="DatabaseUnavailable">The database cannot be reached.</exception>
    public Task CheckAsync() => _engine.CheckAsync();

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync()
    {
        DatabaseMeter.Remove(_engine);
        return _engine.DisposeAsync();
    }
}
