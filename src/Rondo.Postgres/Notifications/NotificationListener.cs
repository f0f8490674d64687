using System.Net.Sockets;
using System.Security.Authentication;
using Rondo.Postgres.Connections;
using Rondo.Postgres.Exchanges;

namespace Rondo.Postgres.Notifications;

/// <summary>Hears notifications on a connection of its own, which is replaced when it breaks. Every member runs on one loop.</summary>
internal sealed class NotificationListener(PostgresOptions options, string[] channels)
{
    private static readonly TimeSpan s_check = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_checkTimeout = TimeSpan.FromSeconds(15);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));
    private readonly Queue<PostgresNotification> _arrived = new();
    private readonly ParkingLot _progress = new("listener");
    private WireConnection? _wire;
    private bool _isPausing;

    /// <summary>Waits for the next message.</summary>
    /// <exception cref="PostgresException">The server refuses the login or the channel for good.</exception>
    internal async Task<PostgresNotification> NextAsync()
    {
        while (true)
        {
            if (_arrived.TryDequeue(out var notification))
                return notification;
            if (_wire is null)
                return await ConnectAsync();

            // A connection that is broken without notice is found by a statement.
            if (!await CancelScope.MoveOnAfter(s_check, () => _progress.ParkAsync("NextAsync")))
                await CheckAsync(_wire);
        }
    }

    internal Task CloseAsync() => _wire is { } wire ? CancelScope.Shield(s_checkTimeout, () =>
    {
        wire.Ended = null;
        return wire.CloseAsync();
    }) : Task.CompletedTask;

    private async Task<PostgresNotification> ConnectAsync()
    {
        if (_isPausing)
        {
            await EventLoop.Sleep(_backoff.Take());
            _isPausing = false;
        }

        try
        {
            var wire = await Connector.OpenAsync(options);
            (_wire, wire.Ended, wire.Notified) = (wire, HandleEnd, Handle);
            await wire.RunAsync(new SimpleExchange(string.Join("; ", channels.Select(static channel =>
                $"LISTEN \"{channel.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))));
            _backoff.Reset();
            return PostgresNotification.Connected;
        }
        catch (Exception exception)
            when (exception is PostgresUnavailableException or PostgresProtocolException or IOException or SocketException
            or AuthenticationException or PostgresException { IsTransient: true })
        {
            if (_wire is { } wire)
                wire.Break(exception);
            (_wire, _isPausing) = (null, true);
            _arrived.Clear();
            return PostgresNotification.Disconnected(exception, _backoff.Pause);
        }
    }

    private async Task CheckAsync(WireConnection wire)
    {
        if (!await CancelScope.MoveOnAfter(s_checkTimeout, async () =>
        {
            try
            {
                await wire.RunAsync(new SimpleExchange("SELECT 1"));
            }
            catch (PostgresUnavailableException)
            {
                // HandleEnd has seen it.
            }
        }))
            wire.Break(new PostgresUnavailableException("The connection that listens did not answer."));
    }

    private void Handle(PostgresNotification notification)
    {
        _arrived.Enqueue(notification);
        _progress.UnparkAll();
    }

    private void HandleEnd(WireConnection wire)
    {
        if (_wire != wire)
            return;
        (_wire, _isPausing) = (null, true);
        _arrived.Enqueue(PostgresNotification.Disconnected(wire.Problem!, _backoff.Pause));
        _progress.UnparkAll();
    }
}
