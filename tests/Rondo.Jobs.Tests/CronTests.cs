using System.Globalization;
using Rondo.Jobs.Definitions;

namespace Rondo.Jobs.Tests;

/// <summary>Times of schedules, and the rule for daylight saving.</summary>
public sealed class CronTests
{
    [Theory]
    // The clocks of Berlin skip 02:00 to 03:00 on 29 March 2026: the occurrence is at the first moment after the gap.
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    // The clocks of Berlin repeat 02:00 to 03:00 on 25 October 2026: the occurrence is at the first of the two.
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    // An interval runs in both hours.
    [InlineData("*/30 * * * *", "2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z")]
    [InlineData("*/30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z")]
    public void Daylight_saving_moves_a_skipped_time_and_repeats_only_intervals(string cron, string after, string first, string second)
    {
        var schedule = new CronSchedule("test", cron, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        var next = schedule.Next(Milliseconds(after));
        Assert.Equal(Milliseconds(first), next);
        Assert.Equal(Milliseconds(second), schedule.Next(next!.Value));
    }

    [Fact]
    public void A_wrong_expression_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => new CronSchedule("nightly", "61 * * * *", TimeZoneInfo.Utc));
        Assert.StartsWith("The schedule nightly has the cron expression \"61 * * * *\", which is wrong: ", error.Message, StringComparison.Ordinal);
    }

    private static long Milliseconds(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
