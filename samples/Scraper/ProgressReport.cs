using Crawling;
using Spectre.Console;

namespace Scraper;

/// <summary>Shows how far a crawl is, on standard error: as a bar on a terminal, else as plain lines.</summary>
internal static class ProgressReport
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(2);

    /// <summary>Shows it until it is cancelled.</summary>
    internal static Task ShowAsync(Crawl crawl, int maxPages) =>
        Console.IsErrorRedirected ? WriteLinesAsync(crawl) : DrawAsync(crawl, maxPages);

    private static async Task WriteLinesAsync(Crawl crawl)
    {
        while (true)
        {
            await EventLoop.Sleep(s_period);
            var counts = crawl.Statistics;
            Console.Error.WriteLine($"{counts.Pages} pages, {counts.Waiting} waiting, {counts.Running} in flight, {counts.Failed} failed");
        }
    }

    private static Task DrawAsync(Crawl crawl, int maxPages)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .AutoRefresh(false) // its own refreshing is a thread; here the loop does it
            .Columns(
                new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("starting");
                while (true)
                {
                    var counts = crawl.Statistics;
                    bar.MaxValue = Math.Min(maxPages, Math.Max(1, counts.Pages + counts.Waiting + counts.Running));
                    bar.Value = counts.Pages;
                    bar.Description = $"{counts.Pages} pages, {counts.Waiting} waiting, {counts.Failed} failed";
                    context.Refresh();
                    await EventLoop.Sleep(s_refresh);
                }
            });
    }
}
