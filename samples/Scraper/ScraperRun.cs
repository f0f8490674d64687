using Crawling;

namespace Scraper;

/// <summary>One run of the program.</summary>
internal static class ScraperRun
{
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(ScraperOptions options)
    {
        using var crawler = new Crawler();
        var crawl = crawler.CreateCrawl(options.Crawl);
        try
        {
            await using var output = options.Resume
                ? await PageFile.ContinueAsync(options.Output, crawl.Recall)
                : await PageFile.CreateAsync(options.Output);
            await CrawlAsync(crawl, options, output);
        }
        catch (IOException) when (!options.Resume && File.Exists(options.Output))
        {
            return Fail($"{options.Output} exists. Continue it with --resume, or choose another --output.");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Fail(exception.Message);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Stopped. {Summary(crawl.Statistics, options)} Continue with --resume.");
            throw;
        }

        Console.Error.WriteLine($"Done. {Summary(crawl.Statistics, options)}");
        var counts = crawl.Statistics;
        return counts.Pages > 0 && counts.Failed == counts.Pages ? Fail("No page could be read; the lines say why.") : ExitCode.Done;
    }

    private static Task CrawlAsync(Crawl crawl, ScraperOptions options, PageFile output) => TaskGroup.RunAsync(async group =>
    {
        group.Start(() => ProgressReport.ShowAsync(crawl, options.Crawl.MaxPages), "progress");
        await foreach (var page in crawl.RunAsync(options.Starts))
            await output.WriteAsync(page);
        group.Cancel("the crawl has ended");
    });

    private static string Summary(CrawlStatistics counts, ScraperOptions options) =>
        $"{counts.Pages} pages in {options.Output}: {counts.Failed} failed, {counts.Excluded} excluded by robots.txt, "
        + $"{counts.Duplicates} duplicates, {counts.Waiting} left.";

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Failed;
    }
}
