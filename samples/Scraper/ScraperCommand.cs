using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Crawling;

namespace Scraper;

/// <summary>The command line: its options, their checks and their help.</summary>
internal static class ScraperCommand
{
    private const string Help = """
        Crawls sites, politely, and writes one line of JSON for each page.

        Each page is written once: as url, status, type, title, links, and the error if it could not be read. robots.txt and
        sitemaps are read, and a host that answers 429 or 503 is left alone for as long as it asks. Stopped in any way, the crawl
        continues with --resume and the same arguments: the output is all the state that it needs.

        Exit codes: 0 done, 1 the output failed or no page could be read, 2 the command line is wrong, 130 Ctrl+C, 143 SIGTERM.

        Examples:
          Scraper https://example.com/ --output example.jsonl
          Scraper https://example.com/ --output example.jsonl --resume --max-pages 100000
          Scraper http://127.0.0.1:8000/site/ --concurrency 8 --per-host 8 --delay 0
        """;

    /// <summary>Creates the command.</summary>
    /// <param name="run">The action for valid options; returns the exit code.</param>
    internal static RootCommand Create(Func<ScraperOptions, int> run)
    {
        var defaults = new CrawlOptions { Hosts = [] };
        var starts = new Argument<Uri[]>("url")
        {
            Description = "The first pages. Only their hosts are visited, and those of --host.",
            Arity = ArgumentArity.OneOrMore,
            CustomParser = ParseStarts,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The file to write.",
            DefaultValueFactory = static _ => "pages.jsonl",
        };
        var resume = new Option<bool>("--resume") { Description = "Continues the file where an earlier run ended, however it ended." };
        var hosts = new Option<string[]>("--host")
        {
            Description = "Another host to visit, as host or host:port.",
            DefaultValueFactory = static _ => [],
        };
        var maxPages = Number("--max-pages", "The largest number of pages.", defaults.MaxPages, 1, 10_000_000);
        var concurrency = Number("--concurrency", "The largest number of requests in flight.", defaults.Concurrency, 1, 1000);
        var perHost = Number("--per-host", "The largest number of requests in flight to one host.", defaults.PerHost, 1, 1000);
        var delay = Seconds("--delay", "The shortest time between requests to one host, in seconds. A Crawl-delay may be longer.", 0.1, 0);
        var timeout = Seconds("--timeout", "The time that an attempt may take, in seconds.", defaults.Timeout.TotalSeconds, 0.001);
        var maxWait = Seconds("--max-wait", "The longest time that a host may ask to be left alone, in seconds.", 300, 0);
        var attempts = Number("--attempts", "How often a page is tried.", defaults.MaxAttempts, 1, 20);
        var maxBytes = Number("--max-bytes", "The largest size of a page, in bytes.", defaults.MaxBytes, 1, 1 << 30);
        var agent = new Option<string>("--user-agent")
        {
            Description = "The name in requests and for robots.txt.",
            DefaultValueFactory = _ => defaults.UserAgent,
        };
        var noSitemaps = new Option<bool>("--no-sitemaps") { Description = "Leaves sitemaps out." };
        agent.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: > 0 } name || !char.IsAsciiLetter(name[0]) || name.Any(char.IsControl))
                result.AddError("--user-agent is no name of a crawler: begin it with a letter, as in MyCrawler/1.0.");
        });
        var command = new RootCommand(Help)
        {
            starts, output, resume, hosts, maxPages, concurrency, perHost, delay, timeout, maxWait, attempts, maxBytes, agent, noSitemaps,
        };
        command.SetAction(result => run(new ScraperOptions(
            result.GetValue(starts)!,
            result.GetValue(output)!,
            result.GetValue(resume),
            new CrawlOptions
            {
                Hosts =
                [
                    .. result.GetValue(starts)!.Select(static start => PageAddress.Normalize(start).Authority),
                    .. result.GetValue(hosts)!,
                ],
                MaxPages = result.GetValue(maxPages),
                Concurrency = result.GetValue(concurrency),
                PerHost = result.GetValue(perHost),
                Delay = TimeSpan.FromSeconds(result.GetValue(delay)),
                Timeout = TimeSpan.FromSeconds(result.GetValue(timeout)),
                MaxWait = TimeSpan.FromSeconds(result.GetValue(maxWait)),
                MaxAttempts = result.GetValue(attempts),
                MaxBytes = result.GetValue(maxBytes),
                UserAgent = result.GetValue(agent)!,
                ReadsSitemaps = !result.GetValue(noSitemaps),
            })));
        return command;
    }

    private static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var given) && (given < least || given > most))
                result.AddError($"{name} is {given}: choose {least} to {most}.");
        });
        return option;
    }

    private static Option<double> Seconds(string name, string description, double value, double least)
    {
        const double Most = 86_400;
        return new Option<double>(name)
        {
            Description = description,
            DefaultValueFactory = _ => value,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var given)
                    && given >= least && given <= Most)
                    return given;
                result.AddError($"{name} is '{text}': choose a number of seconds from {least} to {Most}.");
                return 0;
            },
        };
    }

    private static Uri[]? ParseStarts(ArgumentResult result)
    {
        var starts = new List<Uri>();
        foreach (var token in result.Tokens)
        {
            if (Uri.TryCreate(token.Value, UriKind.Absolute, out var start) && start.Scheme is "http" or "https" && start.Host.Length > 0)
                starts.Add(start);
            else
                result.AddError($"'{token.Value}' is no page: an address looks like https://example.com/.");
        }

        return [.. starts];
    }
}
