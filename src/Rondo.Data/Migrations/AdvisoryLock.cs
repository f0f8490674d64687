using System.Data.Common;
using System.Globalization;

namespace Rondo.Data.Migrations;

/// <summary>A lock of PostgreSQL's that a connection holds, outside any transaction.</summary>
/// <remarks>
/// It is tried for rather than waited for: a statement that waits in the server has a snapshot, and <c>CREATE INDEX
/// CONCURRENTLY</c> of the migration that holds the lock
/// would wait for that snapshot in turn.
/// </remarks>
internal sealed class AdvisoryLock : IAsyncDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly DbConnection _connection;
    private readonly long _key;

    private AdvisoryLock(DbConnection connection, long key) => (_connection, _key) = (connection, key);

    internal static async Task<AdvisoryLock> TakeAsync(DbDataSource source, long key)
    {
        var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        try
        {
            while (!await RunAsync(connection, "pg_try_advisory_lock", key, CancelScope.CurrentToken))
                await (EventLoop.TryCurrent is null ? Task.Delay(s_pause, TimeProvider.System) : EventLoop.Sleep(s_pause).AsTask());
            return new AdvisoryLock(connection, key);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await RunAsync(_connection, "pg_advisory_unlock", _key, CancellationToken.None);
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }

    private static async Task<bool> RunAsync(DbConnection connection, string function, long key, CancellationToken token)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"SELECT {function}({key})");
        return await command.ExecuteScalarAsync(token) is true;
    }
}
