using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rondo.Api;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>Clients that generators make of the document: they compile, and their calls get what the handlers return. The
/// programs are in tests/Clients.</summary>
[Trait("Speed", "Slow")]
public sealed class ClientsTests : IAsyncLifetime
{
    private static readonly string[] s_calls =
    [
        "a GET with path and query", "a POST with a body", "a caller who is refused", "a caller with a key", "a polymorphic answer",
            "a validation error",
        "an error that a handler throws", "an upload",
    ];

    private static readonly string[] s_withBody = [.. s_calls.Append("a polymorphic body").Order(StringComparer.Ordinal)];

    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-clients-").FullName;
    private readonly RondoApp _app = ClientsApp.Build();

    private string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        Copy(Path.Combine(Root(), "tests/Clients"), _folder);
        using var client = new HttpClient();
        await File.WriteAllTextAsync(Path.Combine(_folder, "openapi.json"),
            await client.GetStringAsync(new Uri(new Uri(Address), "/openapi.json")));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task TypeScripts_client_calls_the_app()
    {
        if (!Exists("npm"))
        {
            const string Why = "npm is not installed: apt-get install npm.";
            Assert.False(string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase), Why);
            Assert.Skip(Why);
        }

        await RunAsync("TypeScript", "npm", "ci --no-audit --no-fund");
        await RunAsync("TypeScript", "npx", "--no-install openapi-typescript ../openapi.json -o api.d.ts");
        await RunAsync("TypeScript", "npx", "--no-install tsc -p .");
        Assert.Equal(s_withBody, Lines(await RunAsync("TypeScript", "node", $"out/calls.js {Address}")));
    }

    [Fact]
    public async Task Kiotas_client_calls_the_app()
    {
        await RunAsync("", "dotnet", "tool restore");
        await RunAsync("", "dotnet", "kiota generate -l CSharp -c ApiClient -n Api -d openapi.json -o Kiota/Generated --log-level Error");
        Assert.Equal(s_withBody, Lines(await RunAsync("Kiota", "dotnet", $"run -- {Address}")));
    }

    [Fact]
    public async Task NSwags_client_calls_the_app()
    {
        await RunAsync("", "dotnet", "tool restore");
        await RunAsync(
            "",
            "dotnet",
            "nswag openapi2csclient /input:openapi.json /output:NSwag/Client.cs /namespace:Api /className:ApiClient /JsonLibrary:SystemTextJson"
            + " /GenerateNullableReferenceTypes:true /InjectHttpClient:true /UseBaseUrl:false"
            + " /OperationGenerationMode:SingleClientFromOperationId /DateType:System.DateOnly");
        Assert.Equal(s_calls, Lines(await RunAsync("NSwag", "dotnet", $"run -- {Address}")));
    }

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal);

    private static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Root() =>
        typeof(ClientsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static each => each.Key == "RepositoryRoot").Value!;

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("node_modules", StringComparison.Ordinal)))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Runs a program to its end, and returns what it prints. It fails with what it prints.</summary>
    private async Task<string> RunAsync(string folder, string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.Combine(_folder, folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Kiota would ask for its updates.
        (start.Environment["KIOTA_OFFLINE_ENABLED"], start.Environment["KIOTA_CLI_TELEMETRY_OPTOUT"],
            start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"], start.Environment["DOTNET_NOLOGO"]) = ("true", "true", "1", "1");
        using var process = Process.Start(start)!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(8));
            Assert.True(process.ExitCode == 0, $"{program} {arguments} ended with {process.ExitCode}.\n{await output}{await errors}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
