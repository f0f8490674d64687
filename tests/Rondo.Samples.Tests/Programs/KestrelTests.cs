using Rondo.Soak;

namespace Rondo.Samples.Tests.Programs;

/// <summary>Each sample that serves runs on stock Kestrel as well.</summary>
public class KestrelTests
{
    /// <summary>Samples without a row, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_exempt = new()
    {
        ["Kitchen"] = "has an option of its own, and its whole contract is tested on Kestrel",
        ["Native"] = "is published ahead of time, and tested so",
    };

    private static readonly Dictionary<string, (string Path, int Status, string Text)> s_rows = new()
    {
        ["Aggregator"] = ("/prices/soup", 502, "No source has a price"),
        ["Chat"] = ("/", 200, "<h1>Chat</h1>"),
        ["Dashboard"] = ("/events", 200, "data:"),
        ["Gateway"] = ("/nowhere", 404, "Not Found"),
        ["Hello"] = ("/dishes/7?note=hot", 200, """{"id":7,"note":"hot"}"""),
        ["Primes"] = ("/primes/100", 200, "25"),
        ["Shop"] = ("/products", 200, "["),
        ["Uploads"] = ("/files", 200, "[]"),
        ["Worker"] = ("/mails", 200, "[]"),
    };

    public static TheoryData<string> Rows => [.. s_rows.Keys];

    [Fact]
    public void Each_sample_that_serves_has_a_row_or_a_reason()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Rondo.slnx")))
            folder = folder.Parent!;
        var served = Directory.GetFiles(Path.Combine(folder.FullName, "samples"), "*.csproj", SearchOption.AllDirectories)
            .Where(static file => File.ReadAllText(file).Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal))
            .Select(static file => Path.GetFileNameWithoutExtension(file));
        Assert.Equal(served.Order(), s_rows.Keys.Concat(s_exempt.Keys).Order());
    }

    [Theory, Trait("Speed", "Slow"), MemberData(nameof(Rows))]
    public async Task It_answers(string sample)
    {
        var (path, status, text) = s_rows[sample];
        var folder = Directory.CreateTempSubdirectory("rondo-sample-");
        try
        {
            var database = $"sqlite://{Path.Combine(folder.FullName, "sample.db")}";
            await using var server = await ServerProcess.StartAsync(
                sample, ["--urls", "http://127.0.0.1:0", "--Rondo:UseKestrel=true", "--database", database, "--folder", folder.FullName]);
            using var client = new HttpClient { BaseAddress = server.Address };
            using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.Equal("Kestrel", response.Headers.Server.ToString()); // and not "Rondo"
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            var lines = "";
            while (!lines.Contains(text, StringComparison.Ordinal))
                lines += await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidDataException($"{path} returned {lines}");
            server.Stop();
            Assert.Equal(0, (await server.WaitForExitAsync()).Status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
