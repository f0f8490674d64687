using System.Text.Json;
using Cronos;

namespace Rondo.Jobs.Definitions;

/// <summary>The times of a schedule.</summary>
/// <remarks>
/// Cronos has the rule for daylight saving: a time that the clocks skip is moved to the first moment after the gap; a time that occurs
/// twice runs once, at the first;
/// an expression with an interval (<c>*/30 * * * *</c>) runs in both of the hours.
/// </remarks>
internal sealed class CronSchedule
{
    private readonly CronExpression _expression;
    private readonly TimeZoneInfo _zone;

    internal CronSchedule(string name, string cron, TimeZoneInfo zone)
    {
        (_zone, Cron) = (zone, cron);
        try
        {
            _expression = CronExpression.Parse(
                cron, cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException exception)
        {
            throw new ArgumentException(
                $"The schedule {name} has the cron expression \"{cron}\", which is wrong: {exception.Message}", nameof(cron), exception);
        }

        // Stored with the next occurrence, so that a changed schedule replaces it.
        Payload = $"\"{JsonEncodedText.Encode($"{cron} {zone.Id}")}\"";
    }

    internal string Cron { get; }

    internal string TimeZone => _zone.Id;

    internal string Payload { get; }

    /// <summary>Returns the first occurrence after a time, in milliseconds since 1970; null: there is none.</summary>
    internal long? Next(long after) =>
        _expression.GetNextOccurrence(DateTimeOffset.FromUnixTimeMilliseconds(after), _zone)?.ToUnixTimeMilliseconds();
}
