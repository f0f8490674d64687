using System.CommandLine;
using System.CommandLine.Parsing;

namespace Kitchen;

/// <summary>The command line: its options, their checks and their help.</summary>
public static class KitchenCommand
{
    private static readonly string[] s_drivers = ["uring", "epoll", "portable"];

    /// <summary>Creates the command.</summary>
    /// <param name="run">What runs when the options are good; returns the exit code.</param>
    public static RootCommand Create(Func<KitchenOptions, Task<int>> run)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen; several separated by ';'.",
            DefaultValueFactory = _ => new KitchenOptions().Urls,
        };
        var loops = new Option<int>("--loops") { Description = "Event loops.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var driver = new Option<string?>("--driver")
        {
            Description = "The I/O driver: uring, epoll or portable. Default: the best that works here.",
        };
        var server = new Option<ServerChoice>("--server")
        {
            Description = "The server: rondo or kestrel.",
            DefaultValueFactory = _ => ServerChoice.Rondo,
        };
        var upstream = new Option<Uri?>("--upstream")
        {
            Description = "The base URL that /aggregate and /external call. Default: this program.",
            CustomParser = ParseUpstream,
        };
        var database = new Option<string>("--database")
        {
            Description = "Where items, orders and jobs are kept: sqlite:///path/to/kitchen.db, or postgres://user:password@host/name.",
            DefaultValueFactory = _ => KitchenOptions.DefaultDatabase,
        };
        var drainDelay = new Option<double>("--drain-delay")
        {
            Description = "Seconds for which the program serves after SIGTERM, while /health says 503 to load balancers. Default: 0.",
        };
        var jobsToken = new Option<string?>("--jobs-token")
        {
            Description = "The token that /jobs asks for. Default: a new one, printed at start.",
        };
        var broker = new Option<string?>("--broker")
        {
            Description = "The NATS server that connects the chat and its members across processes: nats://host:port. Default: none, "
                + "this process is alone.",
        };
        var files = new Option<string?>("--files")
        {
            Description = "The folder where /files keeps its files. Default: one beside the database.",
        };
        var maxFile = new Option<long>("--max-file")
        {
            Description = "The largest size of a file, in bytes.",
            DefaultValueFactory = _ => new KitchenOptions().MaxFile,
        };
        var scrapeHosts = new Option<string[]>("--scrape-hosts")
        {
            Description = "Hosts that /scrape may visit, as host or host:port. Default: this program.",
            AllowMultipleArgumentsPerToken = true,
        };
        var certificate = new Option<FileInfo?>("--certificate") { Description = "A .pfx file for https urls." };
        urls.Validators.Add(CheckUrls);
        database.Validators.Add(CheckDatabase);
        loops.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024)
                result.AddError($"--loops is {result.GetValueOrDefault<int>()}: choose 1 to 1024.");
        });
        driver.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && !s_drivers.Contains(name))
                result.AddError($"--driver is '{name}': choose {string.Join(", ", s_drivers)}.");
        });
        broker.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } url && !url.StartsWith("nats://", StringComparison.Ordinal)
                && !url.StartsWith("tls://", StringComparison.Ordinal))
                result.AddError($"--broker is a {Scheme(url)} URL: a broker looks like nats://127.0.0.1:4222, or tls://.");
        });
        drainDelay.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is var seconds && seconds is < 0 or > 3_600)
                result.AddError($"--drain-delay is {seconds}: choose 0 to 3600 seconds.");
        });
        maxFile.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() is < 1 and var bytes)
                result.AddError($"--max-file is {bytes}: choose at least 1 byte.");
        });
        jobsToken.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } token && string.IsNullOrWhiteSpace(token))
                result.AddError("--jobs-token is empty: choose a secret, or leave it out for a new one.");
        });
        certificate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<FileInfo?>() is { Exists: false } file)
                result.AddError($"--certificate: there is no file '{file.FullName}'.");
        });
        var command = new RootCommand("Kitchen: every part of Rondo working together.")
        {
            urls, loops, driver, server, database, broker, drainDelay, jobsToken, upstream, files, maxFile, scrapeHosts, certificate,
        };
        command.SetAction((result, _) => run(new KitchenOptions
        {
            Urls = result.GetValue(urls)!,
            Loops = result.GetValue(loops),
            Driver = result.GetValue(driver),
            Server = result.GetValue(server),
            Database = result.GetValue(database)!,
            Broker = result.GetValue(broker),
            DrainDelay = TimeSpan.FromSeconds(result.GetValue(drainDelay)),
            JobsToken = result.GetValue(jobsToken) ?? new KitchenOptions().JobsToken,
            Upstream = result.GetValue(upstream),
            Files = result.GetValue(files),
            MaxFile = result.GetValue(maxFile),
            ScrapeHosts = [.. (result.GetValue(scrapeHosts) ?? []).SelectMany(
                static hosts => hosts.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
            Certificate = result.GetValue(certificate),
        }));
        return command;
    }

    private static void CheckUrls(OptionResult result)
    {
        foreach (var url in (result.GetValueOrDefault<string>() ?? "").Split(
            ';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
                && !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
                result.AddError(
                    $"--urls has '{url}': an address looks like http://127.0.0.1:8000, https://localhost:8443 or "
                        + $"http://unix:/tmp/kitchen.sock.");
        }
    }

    private static Uri? ParseUpstream(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            return uri;
        result.AddError($"--upstream is '{text}': a base URL looks like http://127.0.0.1:9000.");
        return null;
    }

    private static void CheckDatabase(OptionResult result)
    {
        try
        {
            _ = Database.Open(result.GetValueOrDefault<string>()!);
        }
        catch (FormatException exception)
        {
            result.AddError($"--database: {exception.Message}");
        }
    }

    private static string Scheme(string url) => url.IndexOf("://", StringComparison.Ordinal) is > 0 and var end ? url[..end] : "malformed";
}
