using Microsoft.Data.Sqlite;

namespace Kitchen.Items;

/// <summary>SQLite, whose calls block: they run on worker threads, as many at a time as <see cref="Offload"/> lends to each loop.</summary>
/// <remarks>
/// Thread-safe. Readers see the last commit and wait for nobody (write-ahead log); writers take turns here, so that none of them
/// holds a worker thread while another has the file's lock.
/// </remarks>
internal sealed class Database
{
    private readonly string _connectionString;
    private readonly SemaphoreSlim _turn = new(1);

    private Database(string file) => _connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 5 }.ToString();

    /// <summary>Opened before the first request, closed after the last.</summary>
    /// <exception cref="IOException">The file cannot be opened, or is none of SQLite's.</exception>
    [Dependency(DependencyScope.App)]
    internal static async IAsyncEnumerable<Database> OpenAsync(KitchenOptions options)
    {
        var database = new Database(options.Database);
        await Offload.RunAsync(() => database.Prepare(options.Database));
        try
        {
            yield return database;
        }
        finally
        {
            await Offload.RunAsync(database.Close);
        }
    }

    /// <summary>Runs a query on a connection of its own.</summary>
    internal Task<T> ReadAsync<T>(Func<SqliteCommand, T> query) => Offload.RunAsync(() =>
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        return query(command);
    });

    /// <summary>Begins to write, once it is the caller's turn.</summary>
    internal async Task<Transaction> BeginAsync()
    {
        await _turn.WaitAsync(CancelScope.Current!.Token);
        try
        {
            return await Offload.RunAsync(() =>
            {
                var connection = Connect();
                try
                {
                    return new Transaction(connection.BeginTransaction(deferred: false), _turn);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            });
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString); // from its pool
        connection.Open();
        return connection;
    }

    private void Prepare(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var connection = Connect();
            using var command = connection.CreateCommand();
            command.CommandText = """
                PRAGMA journal_mode = WAL;
                CREATE TABLE IF NOT EXISTS items (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    name TEXT NOT NULL,
                    price TEXT NOT NULL, -- a decimal, digit by digit: a REAL would round it
                    tags TEXT NOT NULL -- a JSON array
                ) STRICT;
                """;
            command.ExecuteNonQuery();
        }
        catch (Exception exception) when (exception is SqliteException or UnauthorizedAccessException)
        {
            throw new IOException($"the database {file} cannot be opened: {exception.Message} Choose another file: --database sqlite:///path/to/kitchen.db", exception);
        }
    }

    private void Close()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }
}
