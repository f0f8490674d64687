using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Rondo.Data;
using Rondo.Data.Engines.Sqlite;

namespace Rondo.EntityFrameworkCore.Interceptors;

/// <summary>Opens the connections of EF Core: those of SQLite on worker threads, all of them under the ambient scope.</summary>
internal sealed class ScopedConnections : DbConnectionInterceptor
{
    internal static readonly ScopedConnections Instance = new();

    public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (result.IsSuppressed || CancelScope.Current is null)
            return result;
        await (connection is SqliteConnection sqlite
            ? SqliteOffload.RunAsync(sqlite, sqlite.Open, cancellationToken)
            : Ambient.RunAsync(connection.OpenAsync, cancellationToken));
        return InterceptionResult.Suppress();
    }
}
