using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Rondo.Samples.Tests.Scraper;

public class ScraperTests
{
    private static readonly string[] s_all = [.. Enumerable.Range(0, CrawledSite.Pages).Select(static n => $"/{n}").Order(StringComparer.Ordinal)];

    [Theory, Trait("Speed", "Slow")]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_site_is_crawled_whole_each_page_once_within_the_limits(int perHost)
    {
        await using var site = await CrawledSite.StartAsync();
        using var program = new ScraperProgram();
        var (status, errors) = await program.RunAsync($"{site.Address}/0", "--delay", "0", "--concurrency", "8", "--per-host", $"{perHost}");
        Assert.True(status == 0, errors);
        Assert.Equal(s_all, program.Paths());
        Assert.Equal(perHost, site.MostInFlight);
        Assert.All(site.Requests, static request => Assert.True(request.Value == 1, $"{request}"));
        Assert.EndsWith("200 pages in " + program.Output + ": 0 failed, 0 excluded by robots.txt, 0 duplicates, 0 left.\n", errors, StringComparison.Ordinal);
        Assert.Equal((1, $"{program.Output} exists. Continue it with --resume, or choose another --output.\n"), await program.RunAsync($"{site.Address}/0"));
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task A_crawl_that_is_killed_again_and_again_has_each_page_once()
    {
        await using var site = await CrawledSite.StartAsync();
        using var program = new ScraperProgram();
        string[] arguments = [$"{site.Address}/0", "--delay", "0.005", "--resume"];
        var random = new Random(1234);
        for (var kills = 0; kills < 6; kills++)
        {
            using var process = program.Start(arguments);
            await Task.Delay(random.Next(200, 900), TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (File.Exists(program.Output) && kills % 2 == 0)
                await TearAsync(program.Output);
        }

        var (status, errors) = await program.RunAsync(arguments);
        Assert.True(status == 0, errors);
        Assert.Equal(s_all, program.Paths());
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Ctrl_C_ends_it_in_good_order_and_it_can_be_resumed()
    {
        await using var site = await CrawledSite.StartAsync();
        using var program = new ScraperProgram();
        using (var process = program.Start($"{site.Address}/0", "--delay", "0.05"))
        {
            while (!File.Exists(program.Output) || new FileInfo(program.Output).Length == 0)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(130, process.ExitCode);
            var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.EndsWith("Continue with --resume.\n", errors, StringComparison.Ordinal);
        }

        Assert.NotEmpty(program.Pages()); // whole lines
        Assert.Equal(0, (await program.RunAsync($"{site.Address}/0", "--delay", "0", "--resume")).Status);
        Assert.Equal(s_all, program.Paths());
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task A_page_with_several_addresses_is_written_once()
    {
        await using var site = await CrawledSite.StartAsync(static app =>
        {
            app.MapGet("/start", static () => CrawledSite.Html("start", "/shop?b=2&a=1", "/shop?a=1&b=2", "/SHOP", "/%73hop?sort=price", "/moved", "/big", "/pdf"));
            app.MapGet("/moved", static () => Results.Redirect("/target#top"));
            app.MapGet("/target", static () => CrawledSite.Html("target", "/moved"));
            app.MapGet("/big", static () => Results.Content(new string('x', 5000), "text/html"));
            app.MapGet("/pdf", static () => Results.Bytes(new byte[9000], "application/pdf"));
            app.MapGet("/shop", static (string? sort) => Results.Content(
                $"<title>shop</title>{(sort is null ? "" : "<link rel=canonical href='/shop'>")}<a href='/shop'>x</a>", "text/html"));
        });
        using var program = new ScraperProgram();
        var address = site.Address.Replace("http", "HTTP", StringComparison.Ordinal);
        Assert.Equal(0, (await program.RunAsync($"{address}/start#x", "--delay", "0", "--concurrency", "1", "--max-bytes", "4000")).Status);
        Assert.Equal(["/SHOP", "/big", "/moved", "/pdf", "/shop", "/shop?a=1&b=2", "/shop?b=2&a=1", "/start", "/target"], program.Paths());
        Assert.Equal("The page is larger than 4000 bytes.", program.Pages().Single(static page => page.GetProperty("url").GetString()!.EndsWith("/big", StringComparison.Ordinal)).GetProperty("error").GetString());
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Robots_txt_and_sitemaps_are_honoured()
    {
        const string Robots = "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: rondoscraper\nDisallow: /private\nAllow: /private/open\nSitemap: /index.xml\n";
        await using var site = await CrawledSite.StartAsync(
            static app =>
            {
                app.MapGet("/start", static () => CrawledSite.Html("start", "/private/a", "/private/open/b", "/privat%65/c"));
                app.MapGet("/private/{**rest}", static () => CrawledSite.Html("private"));
                app.MapGet("/listed/{name}", static () => CrawledSite.Html("listed"));
                app.MapGet("/index.xml", static () => Results.Content("<sitemapindex><sitemap><loc>/pages.xml.gz</loc></sitemap><sitemap><loc>/index.xml</loc></sitemap></sitemapindex>", "application/xml"));
                app.MapGet("/pages.xml.gz", static () => Results.Bytes(Compress("<urlset><url><loc>/listed/1</loc></url><url><loc> /listed/2 </loc></url><url><loc>/private/d</loc></url>"), "application/gzip"));
            },
            Robots);
        using var program = new ScraperProgram();
        var (status, errors) = await program.RunAsync($"{site.Address}/start", "--delay", "0");
        Assert.True(status == 0, errors);
        Assert.Equal(["/listed/1", "/listed/2", "/private/open/b", "/start"], program.Paths());
        Assert.DoesNotContain(site.Requests.Keys, static path => path.StartsWith("/private", StringComparison.Ordinal) && path != "/private/open/b");
        Assert.Contains("3 excluded by robots.txt", errors, StringComparison.Ordinal);
    }

    [Theory, Trait("Speed", "Slow")]
    [InlineData(2, "--concurrency is 0: choose 1 to 1000.", "http://127.0.0.1/", "--concurrency", "0")]
    [InlineData(2, "'file:///etc/passwd' is no page: an address looks like https://example.com/.", "file:///etc/passwd")]
    [InlineData(2, "--delay is '-1': choose a number of seconds from 0 to 86400.", "http://127.0.0.1/", "--delay=-1")]
    [InlineData(1, "No page could be read; the lines say why.", "http://127.0.0.1:1/")]
    public async Task A_command_that_cannot_succeed_says_why(int status, string message, params string[] arguments)
    {
        using var program = new ScraperProgram();
        var (actual, errors) = await program.RunAsync(arguments);
        Assert.Equal(status, actual);
        Assert.Contains(message, errors.Split('\n'));
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task A_file_that_is_something_else_is_not_continued()
    {
        using var program = new ScraperProgram();
        await File.WriteAllTextAsync(program.Output, "Dear diary", TestContext.Current.CancellationToken);
        var (status, errors) = await program.RunAsync("http://127.0.0.1:1/", "--resume");
        Assert.Equal((1, $"The last line of {program.Output} is no page of a crawl. Choose another --output.\n"), (status, errors));
        Assert.Equal("Dear diary", await File.ReadAllTextAsync(program.Output, TestContext.Current.CancellationToken));
    }

    /// <summary>Tears the last line, as a loss of power may.</summary>
    private static async Task TearAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open);
        file.SetLength(Math.Max(0, file.Length - 20));
    }

    private static byte[] Compress(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
