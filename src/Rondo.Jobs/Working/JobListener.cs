using Microsoft.Extensions.Logging;
using Npgsql;
using Rondo.Data;
using Rondo.Jobs.Storage;
using Rondo.Postgres;

namespace Rondo.Jobs.Working;

/// <summary>Hears PostgreSQL's notifications, on a connection of its own that is replaced when it breaks.</summary>
internal sealed partial class JobListener(Database database, ILogger logger, Action<string> handle)
{
    private static readonly TimeSpan s_check = TimeSpan.FromMinutes(1);

    internal Task RunAsync() => database.Engine.Connections is { } connections ? HearAsync(connections) : HearThroughNpgsqlAsync();

    private async Task HearAsync(PostgresDataSource connections)
    {
        await foreach (var message in connections.ListenAsync(JobStore.Channel))
        {
            if (message.Kind == PostgresNotificationKind.Disconnected)
                LogBroken(message.Pause.TotalSeconds, message.Problem!.Message);
            else
                handle(message.Payload); // empty after a connect: a notification may have been missed
        }
    }

    private async Task HearThroughNpgsqlAsync()
    {
        var pause = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            try
            {
                await using var connection = (NpgsqlConnection)await database.Source.OpenConnectionAsync(CancelScope.CurrentToken);
                await ListenAsync(connection, () => pause = TimeSpan.FromMilliseconds(100));
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException
                or System.Net.Sockets.SocketException or TimeoutException
                && CancelScope.Current is not { IsCanceled: true })
            {
                LogBroken(pause.TotalSeconds, exception.Message);
            }

            await EventLoop.Sleep(pause);
            pause = pause * 2 < TimeSpan.FromSeconds(5) ? pause * 2 : TimeSpan.FromSeconds(5);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, Action connected)
    {
        var payloads = new System.Collections.Concurrent.ConcurrentQueue<string>();
        connection.Notification += (_, notification) => payloads.Enqueue(notification.Payload);
        await ExecuteAsync(connection, $"LISTEN {JobStore.Channel}");
        connected();
        handle(""); // a notification may have been missed
        while (true)
        {
            // A connection that is broken without notice is found by the statement.
            if (!await connection.WaitAsync(s_check, CancelScope.CurrentToken))
                await ExecuteAsync(connection, "SELECT 1");
            while (payloads.TryDequeue(out var payload))
                handle(payload);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(CancelScope.CurrentToken);
    }

    [LoggerMessage(9, LogLevel.Warning, "The connection that hears of new jobs is broken; connecting again in {Seconds:0.0} s. {Message}")]
    private partial void LogBroken(double seconds, string message);
}
