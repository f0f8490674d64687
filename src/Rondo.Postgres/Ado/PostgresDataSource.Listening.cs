using System.Runtime.CompilerServices;
using Rondo.Postgres.Ado;
using Rondo.Postgres.Notifications;
using Rondo.Postgres.Sessions;

namespace Rondo.Postgres;

/// <summary>LISTEN.</summary>
public sealed partial class PostgresDataSource
{
    /// <summary>Listens to channels on a connection of its own, which is opened again when it breaks, with growing pauses.</summary>
    /// <param name="channels">The names of the channels, in upper and lower case as in NOTIFY with quotes.</param>
    /// <returns>
    /// Notifications, and a <see cref="PostgresNotificationKind.Connected"/> after each connect: read then what may have been missed.
    /// It ends with the scope of the reader.
    /// </returns>
    /// <exception cref="PostgresException">The server refuses the login.</exception>
    public IAsyncEnumerable<PostgresNotification> ListenAsync(params string[] channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentOutOfRangeException.ThrowIfZero(channels.Length);
        return ReadNotificationsAsync(channels, CancellationToken.None);
    }

    private async IAsyncEnumerable<PostgresNotification> ReadNotificationsAsync(
        string[] channels, [EnumeratorCancellation] CancellationToken token)
    {
        var home = EventLoop.TryCurrent ?? Loop;
        var listener = new NotificationListener(_options, channels);
        try
        {
            while (true)
                yield return home.IsCurrent ? await Hop.LinkAsync(listener.NextAsync, token)
                    : await home.InvokeAsync(() => Hop.LinkAsync(listener.NextAsync, token));
        }
        finally
        {
            if (home.IsCurrent)
                await listener.CloseAsync();
            else
                await home.InvokeAsync(listener.CloseAsync);
        }
    }
}
