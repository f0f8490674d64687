namespace Rondo.Postgres;

/// <summary>Tells what a <see cref="PostgresNotification"/> reports.</summary>
public enum PostgresNotificationKind
{
    /// <summary>A session sent NOTIFY.</summary>
    Notification,

    /// <summary>The connection was opened, or opened again: notifications before it may have been missed.</summary>
    Connected,

    /// <summary>The connection broke, or could not be opened. It is opened again after a pause.</summary>
    Disconnected,
}
