using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Rondo.Data;
using Rondo.Data.Engines.Sqlite;

namespace Rondo.EntityFrameworkCore.Interceptors;

/// <summary>Executes the commands of EF Core: those of SQLite on worker threads, all of them under the ambient scope.</summary>
internal sealed class ScopedCommands : DbCommandInterceptor
{
    internal static readonly ScopedCommands Instance = new();

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default) =>
        result.HasResult || CancelScope.Current is null
            ? result
            : InterceptionResult<DbDataReader>.SuppressWithResult(command is SqliteCommand sqlite
                ? await SqlitePieceReader.ExecuteAsync(sqlite, CommandBehavior.Default, cancellationToken)
                : await Ambient.RunAsync(command.ExecuteReaderAsync, cancellationToken));

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default) =>
        result.HasResult || CancelScope.Current is null
            ? result
            : InterceptionResult<object>.SuppressWithResult((command is SqliteCommand sqlite
                ? await SqliteOffload.RunAsync(sqlite.Connection!, sqlite.ExecuteScalar, cancellationToken)
                : await Ambient.RunAsync(command.ExecuteScalarAsync, cancellationToken))!);

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        result.HasResult || CancelScope.Current is null
            ? result
            : InterceptionResult<int>.SuppressWithResult(command is SqliteCommand sqlite
                ? await SqliteOffload.RunAsync(sqlite.Connection!, sqlite.ExecuteNonQuery, cancellationToken)
                : await Ambient.RunAsync(command.ExecuteNonQueryAsync, cancellationToken));
}
