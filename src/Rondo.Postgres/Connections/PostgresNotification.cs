namespace Rondo.Postgres;

/// <summary>A message from <see cref="PostgresDataSource.ListenAsync"/>.</summary>
/// <param name="Channel">The channel; empty unless <see cref="Kind"/> is <see cref="PostgresNotificationKind.Notification"/>.</param>
/// <param name="Payload">The payload; empty if there is none.</param>
/// <param name="ProcessId">The process of the session that sent it.</param>
public sealed record PostgresNotification(string Channel, string Payload, int ProcessId)
{
    /// <summary>Gets what the message reports.</summary>
    public PostgresNotificationKind Kind { get; private init; }

    /// <summary>
    /// Gets why the connection broke; null unless <see cref="Kind"/> is <see cref="PostgresNotificationKind.Disconnected"/>.
    /// </summary>
    public Exception? Problem { get; private init; }

    /// <summary>Gets how long the listener waits before it connects again.</summary>
    public TimeSpan Pause { get; private init; }

    internal static PostgresNotification Connected { get; } = new("", "", 0) { Kind = PostgresNotificationKind.Connected };

    internal static PostgresNotification Disconnected(Exception problem, TimeSpan pause) =>
        new("", "", 0) { Kind = PostgresNotificationKind.Disconnected, Problem = problem, Pause = pause };
}
