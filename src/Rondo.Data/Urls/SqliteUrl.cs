using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Rondo.Data.Urls;

/// <summary>A database of SQLite's, as a URL describes it.</summary>
internal sealed class SqliteUrl
{
    private const string Memory = ":memory:";

    private static int s_memories;

    private readonly string _synchronous;
    private readonly bool _isReadOnly;

    private SqliteUrl(DatabaseUrl url)
    {
        var path = Path(url);
        IsMemory = path == Memory;
        _isReadOnly = url.TakeWord("mode", "ro", "rw", "rwc") is var mode && mode == "ro";
        _synchronous = url.TakeWord("synchronous", "full", "normal", "off") ?? "full";
        BusyWait = url.TakeSeconds("busy_timeout") ?? TimeSpan.FromSeconds(5);
        Wait = url.TakeSeconds("pool_timeout") ?? TimeSpan.FromSeconds(30);
        Readers = url.TakeInteger("readers", 1, 1_000) ?? Math.Clamp(Environment.ProcessorCount, 2, 8);
        url.CheckOptions("mode", "synchronous", "busy_timeout", "pool_timeout", "readers");
        Name = IsMemory ? "in memory" : System.IO.Path.GetFullPath(path);
        ConnectionString = new SqliteConnectionStringBuilder
        {
            // Named and shared, so that connections of the data source see the same one.
            DataSource = IsMemory
            ? string.Create(CultureInfo.InvariantCulture, $"rondo-{Environment.ProcessId}-{Interlocked.Increment(ref s_memories)}") : Name,
            Mode = IsMemory ? SqliteOpenMode.Memory
            : mode switch { "ro" => SqliteOpenMode.ReadOnly, "rw" => SqliteOpenMode.ReadWrite, _ => SqliteOpenMode.ReadWriteCreate },
            Cache = IsMemory ? SqliteCacheMode.Shared : SqliteCacheMode.Default,
            Pooling = false,
        }.ToString();
        SourceConnectionString = new SqliteConnectionStringBuilder(ConnectionString)
        {
            Pooling = !IsMemory,
            ForeignKeys = true,
            DefaultTimeout = Math.Max(1, (int)BusyWait.TotalSeconds), // 0 would wait forever
        }.ToString();
    }

    /// <summary>Gets the file's full path, for messages.</summary>
    internal string Name { get; }

    internal string ConnectionString { get; }

    /// <summary>
    /// Gets the connection string of <see cref="Database.Source"/>: its connections are opened for each use, so that they are
    /// pooled.
    /// </summary>
    internal string SourceConnectionString { get; }

    internal bool IsMemory { get; }

    /// <summary>Gets the largest number of connections that read.</summary>
    internal int Readers { get; }

    /// <summary>Gets how long a statement waits for the lock of another process.</summary>
    internal TimeSpan BusyWait { get; }

    /// <summary>Gets how long a caller waits for a connection of this process.</summary>
    internal TimeSpan Wait { get; }

    internal static SqliteUrl Of(DatabaseUrl url) => new(url);

    /// <summary>Returns the statements that a new connection begins with.</summary>
    internal string Setup(bool isWriter) => (isWriter, IsMemory, _isReadOnly) switch
    {
        (_, true, _) => "PRAGMA foreign_keys = ON",
        (true, _, false) => $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {_synchronous}; PRAGMA foreign_keys = ON",
        _ => "PRAGMA query_only = ON",
    };

    /// <summary>
    /// Returns the file: behind three slashes a path with folders is absolute, and a name alone is in the working directory.
    /// </summary>
    private static string Path(DatabaseUrl url)
    {
        var text = url.Rest;
        if (text is Memory or "///:memory:" or "//:memory:" or "//")
            return Memory;
        if (text.StartsWith("///", StringComparison.Ordinal))
        {
            var name = text.TrimStart('/');
            text = !name.Contains('/', StringComparison.Ordinal) || (OperatingSystem.IsWindows() && name.Length > 1 && name[1] == ':')
                ? name : $"/{name}";
        }
        else if (text.StartsWith("//", StringComparison.Ordinal))
        {
            throw new FormatException(
                $"The database's URL names the host '{text[2..].Split('/')[0]}', and SQLite has none. Write three slashes: "
                    + $"sqlite:///file.db.");
        }

        var path = DatabaseUrl.Decode(text, "file");
        return path.Length > 0 ? path
            : throw new FormatException("The database's URL names no file: sqlite:///file.db, or sqlite::memory:.");
    }
}
