using System.Diagnostics.CodeAnalysis;

namespace Rondo.Server;

/// <summary>
/// The container's <see cref="TimeProvider"/>: the clock of the loop that asks, which is virtual in tests; the machine's elsewhere.
/// </summary>
internal sealed class AmbientTimeProvider : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => Clock.LocalTimeZone;

    public override long TimestampFrequency => Clock.TimestampFrequency;

    private static TimeProvider Clock => EventLoop.TryCurrent?.Clock ?? System;

    public override DateTimeOffset GetUtcNow() => Clock.GetUtcNow();

    public override long GetTimestamp() => Clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Clock.CreateTimer(callback, state, dueTime, period);
}
