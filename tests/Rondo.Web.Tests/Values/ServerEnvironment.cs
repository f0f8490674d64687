using System.Globalization;

namespace Rondo.Web.Tests.Values;

/// <summary>Runs an app where the process has another culture and another time zone: tests that look at either must not run beside.</summary>
[CollectionDefinition(nameof(ServerEnvironment), DisableParallelization = true)]
public sealed class ServerEnvironment
{
    internal static async Task RunAsync(string culture, string zone, Func<Task> test)
    {
        var (before, beforeZone) = (CultureInfo.DefaultThreadCurrentCulture, Environment.GetEnvironmentVariable("TZ"));
        CultureInfo.DefaultThreadCurrentCulture = Culture(culture);
        SetZone(zone);
        try
        {
            Assert.Equal(zone == "UTC" ? 0 : zone == "Asia/Kathmandu" ? 345 : -300, TimeZoneInfo.Local.BaseUtcOffset.TotalMinutes);
            await Task.Factory.StartNew(
                () =>
                {
                    CultureInfo.CurrentCulture = Culture(culture);
                    EventLoop.Run(test, new EventLoopOptions { StallThreshold = Timeout.InfiniteTimeSpan });
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            CultureInfo.DefaultThreadCurrentCulture = before;
            SetZone(beforeZone);
        }
    }

    private static void SetZone(string? zone)
    {
        Environment.SetEnvironmentVariable("TZ", zone);
        TimeZoneInfo.ClearCachedData();
    }

    /// <summary>The culture as far as reading goes: where globalization is invariant there is none of its name.</summary>
    private static CultureInfo Culture(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        var (numbers, times) = (culture.NumberFormat, culture.DateTimeFormat);
        switch (name)
        {
            case "de-DE":
                (numbers.NumberDecimalSeparator, numbers.NumberGroupSeparator, times.DateSeparator, times.ShortDatePattern) = (",", ".", ".", "dd.MM.yyyy");
                break;
            case "ar-SA":
                (numbers.NumberDecimalSeparator, numbers.NumberGroupSeparator, numbers.NegativeSign, numbers.NativeDigits) = ("٫", "٬", "\u061c-", ["٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"]);
                break;
            case "tr-TR":
                (numbers.NumberDecimalSeparator, numbers.NumberGroupSeparator, numbers.NaNSymbol, times.ShortDatePattern) = (",", ".", "1", "d.MM.yyyy");
                break;
            case "th-TH":
                (numbers.NegativeSign, numbers.PositiveSign, times.TimeSeparator, times.ShortDatePattern) = ("−", "5", ".", "d/M/yyyy");
                break;
        }

        return culture;
    }
}
