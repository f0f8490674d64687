using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Rondo.Web.Tests.Server;

/// <summary>Errors of an app's setup end its process with one line that says what to do; defects keep their stack.</summary>
[Trait("Speed", "Slow")]
public class StartErrorTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Environments() => ["Development", "Production"];

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task An_address_in_use_is_named(string environment)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://{taken.LocalEndpoint}";
        AssertOneLine(
            await RunAsync(environment, ["plain", "--urls", url]),
            $"The app cannot start. Failed to bind to address {url}: address already in use. Stop the process that uses the address, or choose another with "
            + "--urls, ASPNETCORE_URLS, or Kestrel:Endpoints in the configuration.");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task An_address_of_another_machine_is_named(string environment) => AssertOneLine(
        await RunAsync(environment, ["plain", "--urls", "http://192.0.2.1:5000"]),
        "The app cannot start. Failed to bind to 192.0.2.1:5000: no interface of this machine has the address. Choose an address of this machine, or 0.0.0.0 for all of them, with "
        + "--urls, ASPNETCORE_URLS, or Kestrel:Endpoints in the configuration.");

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task Settings_that_are_missing_are_named_all_at_once(string environment)
    {
        var line = OneLine(await RunAsync(environment, ["setting"]));
        Assert.StartsWith("The app cannot start. ", line);
        Assert.Contains("STARTS_DATABASE_URL", line);
        Assert.Contains("STARTS_PORT", line);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task A_certificate_that_cannot_be_loaded_is_named(string environment)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pfx");
        (string, string)[] variables =
        [
            ("Kestrel__Endpoints__Https__Url", "https://127.0.0.1:0"),
            ("Kestrel__Endpoints__Https__Certificate__Path", path),
            ("Kestrel__Endpoints__Https__Certificate__Password", "wrong"),
        ];
        var missing = OneLine(await RunAsync(environment, ["plain"], variables));
        Assert.StartsWith($"The app cannot start. A certificate cannot be loaded (Kestrel:Endpoints:Https:Certificate:Path is '{path}'): ", missing);
        using (var certificate = ServedApp.Certificate())
            await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pkcs12, "right"));
        try
        {
            var wrong = OneLine(await RunAsync(environment, ["plain"], variables));
            Assert.StartsWith($"The app cannot start. A certificate cannot be loaded (Kestrel:Endpoints:Https:Certificate:Path is '{path}'): ", wrong);
            Assert.Contains("password", wrong);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task A_service_that_is_not_registered_is_named(string environment)
    {
        Assert.Contains("its parameter 'missing' is a service of type Rondo.Starts.Missing, which is not registered. Register it", OneLine(await RunAsync(environment, ["service"])));
        var constructor = OneLine(await RunAsync(environment, ["constructor"]));
        Assert.Contains("Unable to resolve service for type 'Rondo.Starts.Missing' while attempting to activate 'Rondo.Starts.Needy'.", constructor);
        Assert.EndsWith("Register the missing service before the app is built: builder.Services.AddSingleton<...>(), AddScoped or AddTransient.", constructor);
    }

    [Fact]
    public async Task The_stack_is_shown_at_the_debug_level()
    {
        var (status, lines) = await RunAsync("Production", ["plain", "--urls", "http://192.0.2.1:5000"], ("Logging__LogLevel__Default", "Debug"));
        Assert.Equal(1, status);
        Assert.Contains(lines, static line => line.Contains("   at Rondo.Server.Hosting.RondoTransportFactory", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("defect")]
    [InlineData("later")]
    public async Task A_defect_keeps_its_stack(string what)
    {
        var (status, lines) = await RunAsync("Production", [what, "--urls", "http://127.0.0.1:0"]);
        Assert.NotEqual(1, status);
        Assert.Contains(lines, static line => line.Contains("System.InvalidOperationException: a defect", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains("   at ", StringComparison.Ordinal));
    }

    private static void AssertOneLine((int Status, IReadOnlyList<string> Lines) result, string expected) => Assert.Equal(expected, OneLine(result));

    /// <summary>The log may say that the server has begun: information is not an error.</summary>
    private static string OneLine((int Status, IReadOnlyList<string> Lines) result)
    {
        Assert.Equal(1, result.Status);
        Assert.DoesNotContain(result.Lines, static line => line.Contains("   at ", StringComparison.Ordinal) || line.StartsWith("fail", StringComparison.Ordinal) || line.StartsWith("crit", StringComparison.Ordinal));
        return Assert.Single(result.Lines, static line => line.StartsWith("The app cannot start", StringComparison.Ordinal));
    }

    private static async Task<(int Status, IReadOnlyList<string> Lines)> RunAsync(string environment, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Rondo.Starts.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(s_patience);
        await process.WaitForExitAsync().WaitAsync(s_patience);
        return (process.ExitCode, [.. texts.SelectMany(static text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))]);
    }
}
