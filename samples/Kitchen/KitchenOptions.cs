using System.Security.Cryptography;

namespace Kitchen;

/// <summary>The command line's choices.</summary>
public sealed record KitchenOptions
{
    /// <summary>Where to listen; several are separated by semicolons.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:8000";

    /// <summary>The number of event loops.</summary>
    public int Loops { get; init; } = Environment.ProcessorCount;

    /// <summary>The I/O driver, or null for the best that works here.</summary>
    public string? Driver { get; init; }

    /// <summary>The server.</summary>
    public ServerChoice Server { get; init; }

    /// <summary>The database's URL.</summary>
    public string Database { get; init; } = DefaultDatabase;

    /// <summary>The URL of the NATS server that connects several processes, or null: this process is alone.</summary>
    public string? Broker { get; init; }

    /// <summary>How long the program serves after SIGTERM, while <c>/health</c> says 503 to load balancers.</summary>
    public TimeSpan DrainDelay { get; init; }

    /// <summary>The token that <c>/jobs</c> asks for.</summary>
    public string JobsToken { get; init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>The folder of <c>/files</c>, or null for one beside the database.</summary>
    public string? Files { get; init; }

    /// <summary>The largest size of a file, in bytes.</summary>
    public long MaxFile { get; init; } = 1L << 30;

    /// <summary>The hosts that <c>/scrape</c> may visit, with their ports; empty for this very program.</summary>
    public IReadOnlyList<string> ScrapeHosts { get; init; } = [];

    /// <summary>The base URL that the aggregator calls, or null for this very program.</summary>
    public Uri? Upstream { get; init; }

    /// <summary>A certificate with its key (.pfx) for https urls.</summary>
    public FileInfo? Certificate { get; init; }

    /// <summary>The folder that the files are in.</summary>
    internal string FilesFolder => Files ?? Path.Combine(
        Uri.TryCreate(Database, UriKind.Absolute, out var file) && file.Scheme == "sqlite"
        && Path.GetDirectoryName(file.LocalPath) is { Length: > 1 } folder ? folder : DataFolder, "files");

    private static string DataFolder
    {
        get
        {
            // A service account may have no folder.
            var data = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "rondo");
        }
    }

    /// <summary>The URL of <c>kitchen.db</c> in the user's data folder.</summary>
    public static string DefaultDatabase => $"sqlite://{new Uri(Path.Combine(DataFolder, "kitchen.db")).AbsolutePath}";
}
