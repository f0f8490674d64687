using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Types;

/// <summary>Dates and times: microseconds and days since 2000. Infinities are the largest and the smallest value of C#.</summary>
internal static class Times
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    private static readonly DateTime s_epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly int s_epochDay = new DateOnly(2000, 1, 1).DayNumber;

    /// <exception cref="OverflowException">The time is before the year 1 or behind 9999.</exception>
    internal static DateTime ToTimestamp(long microseconds)
    {
        if (microseconds is long.MaxValue or long.MinValue)
            return DateTime.SpecifyKind(microseconds > 0 ? DateTime.MaxValue : DateTime.MinValue, DateTimeKind.Utc);
        try
        {
            return s_epoch.AddTicks(checked(microseconds * TicksPerMicrosecond));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new OverflowException($"A time of {microseconds} us since 2000 is outside the years 1 to 9999, which C# has.");
        }
    }

    internal static long OfTimestamp(DateTime time) =>
        time.Ticks == DateTime.MaxValue.Ticks ? long.MaxValue
        : time.Ticks == DateTime.MinValue.Ticks ? long.MinValue
        : (long)Math.Floor((time.Ticks - s_epoch.Ticks) / (decimal)TicksPerMicrosecond);

    /// <exception cref="OverflowException">The date is before the year 1 or behind 9999.</exception>
    internal static DateOnly ToDate(int days)
    {
        if (days is int.MaxValue or int.MinValue)
            return days > 0 ? DateOnly.MaxValue : DateOnly.MinValue;
        var number = (long)days + s_epochDay;
        return number >= 0 && number <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)number)
            : throw new OverflowException($"A date of {days} days since 2000 is outside the years 1 to 9999, which C# has.");
    }

    internal static int OfDate(DateOnly date) =>
        date == DateOnly.MaxValue ? int.MaxValue : date == DateOnly.MinValue ? int.MinValue : date.DayNumber - s_epochDay;

    /// <exception cref="OverflowException">The time is 24:00.</exception>
    internal static TimeOnly ToTime(long microseconds) => microseconds is >= 0 and < 86_400_000_000
        ? new TimeOnly(microseconds * TicksPerMicrosecond)
        : throw new OverflowException("The time 24:00 does not fit a TimeOnly.");

    internal static long OfTime(TimeOnly time) => time.Ticks / TicksPerMicrosecond;

    /// <exception cref="OverflowException">The interval has months, whose length differs.</exception>
    internal static TimeSpan ToDuration(ReadOnlySpan<byte> bytes)
    {
        var reader = new FieldReader(bytes);
        var (microseconds, days, months) = (reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt32());
        return months == 0
            ? new TimeSpan(checked((microseconds * TicksPerMicrosecond) + (days * TimeSpan.TicksPerDay)))
            : throw new OverflowException(
                $"An interval with {months} months does not fit a TimeSpan: months differ in length. Read it as text.");
    }

    internal static void WriteDuration(MessageWriter writer, TimeSpan duration)
    {
        writer.WriteInt64((duration.Ticks - (duration.Days * TimeSpan.TicksPerDay)) / TicksPerMicrosecond);
        writer.WriteInt32(duration.Days);
        writer.WriteInt32(0);
    }

    internal static DateTimeOffset ToTimeWithZone(ReadOnlySpan<byte> bytes)
    {
        var reader = new FieldReader(bytes);
        var (microseconds, west) = (reader.ReadInt64(), reader.ReadInt32());
        return new DateTimeOffset(new DateTime(1, 1, 2).AddTicks(microseconds * TicksPerMicrosecond), TimeSpan.FromMinutes(-west / 60));
    }
}
