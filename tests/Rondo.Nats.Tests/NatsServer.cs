using System.Diagnostics;
using System.Text.Json;

namespace Rondo.Nats.Tests;

/// <summary>A nats-server of a test's own, on a port that the system chose.</summary>
internal sealed class NatsServer : IAsyncDisposable
{
    /// <summary>The value of <c>--cluster</c> for a port that the system chooses.</summary>
    internal const string AnyPort = "nats://127.0.0.1:-1";

    private static readonly string? s_program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
        .Select(static folder => Path.Combine(folder, "nats-server")).FirstOrDefault(File.Exists);

    private readonly string _directory;
    private readonly string[] _options;
    private Process? _process;

    private NatsServer(string directory, string[] options) => (_directory, _options) = (directory, options);

    internal int Port { get; private set; } = -1;

    internal string Url => $"nats://127.0.0.1:{Port}";

    /// <summary>The address for other servers, of one that has the option <c>--cluster</c>.</summary>
    internal string ClusterUrl { get; private set; } = "";

    internal static async Task<NatsServer> StartAsync(params string[] options)
    {
        Assert.SkipWhen(s_program is null, "nats-server is missing: ./test installs it.");
        var server = new NatsServer(Directory.CreateTempSubdirectory("rondo-nats-").FullName, options);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts one with JetStream.</summary>
    internal static async Task<NatsServer> StartWithStreamsAsync()
    {
        Assert.SkipWhen(s_program is null, "nats-server is missing: ./test installs it.");
        var directory = Directory.CreateTempSubdirectory("rondo-nats-").FullName;
        var server = new NatsServer(directory, ["-js", "-sd", Path.Combine(directory, "store")]);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it, again on the ports that it had.</summary>
    internal async Task StartAsync()
    {
        var options = _options.Select(option => option == AnyPort && ClusterUrl.Length > 0 ? ClusterUrl : option);
        var start = new ProcessStartInfo(s_program!, ["-a", "127.0.0.1", "-p", $"{Port}", "--ports_file_dir", _directory, .. options])
        {
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        var file = Path.Combine(_directory, $"nats-server_{_process.Id}.ports");
        while (true)
        {
            Assert.False(_process.HasExited, "nats-server has ended");
            if (File.Exists(file) && await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) is { Length: > 0 } json)
            {
                var ports = JsonDocument.Parse(json).RootElement;
                Port = new Uri(ports.GetProperty("nats")[0].GetString()!).Port;
                ClusterUrl = ports.TryGetProperty("cluster", out var cluster) ? cluster[0].GetString()! : "";
                return;
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    internal async Task StopAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    internal void Signal(string signal) => Signals.Send(_process!.Id, signal);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process!.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
