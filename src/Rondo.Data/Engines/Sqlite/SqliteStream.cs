namespace Rondo.Data.Engines.Sqlite;

/// <summary>A result that is read in pieces. Its methods block, on the worker thread that has the connection.</summary>
internal sealed class SqliteStream<T>(SqliteStatement statement, RowReader<T> reader, SqliteRow row) : IDisposable
{
    /// <summary>Reads the next rows, fewer at the end.</summary>
    internal List<T> Read(int most)
    {
        var rows = new List<T>(most);
        while (rows.Count < most && statement.Step())
            rows.Add(reader.Read(row));
        return rows;
    }

    public void Dispose() => statement.Dispose();
}
