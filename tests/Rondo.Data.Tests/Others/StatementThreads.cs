using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Rondo.Data.Tests.Others;

/// <summary>Notes the statements of SQLite that begin or end on the thread of a loop.</summary>
internal sealed class StatementThreads : DbConnectionInterceptor
{
    internal ConcurrentQueue<string> OnLoop { get; } = new();

    internal ConcurrentQueue<string> All { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Watch(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData,
    CancellationToken cancellationToken = default)
    {
        Watch(connection);
        return Task.CompletedTask;
    }

    internal void Watch(DbConnection connection)
    {
        if (connection is not SqliteConnection { Handle: { } handle })
            return;
        raw.sqlite3_trace(handle, (_, text) => Note(text), null);
        raw.sqlite3_profile(handle, (_, text, _) => Note(text), null);
    }

    private void Note(string text)
    {
        if (text.Contains("SAVEPOINT", StringComparison.Ordinal) || text.StartsWith("ROLLBACK TO", StringComparison.Ordinal))
            return; // EF Core tells no interceptor their names; they take microseconds
        All.Enqueue(text);
        if (EventLoop.TryCurrent is not null)
            OnLoop.Enqueue(text);
    }
}
