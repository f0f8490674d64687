using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Rondo.Soak;

/// <summary>bench/Rondo.Load as a process.</summary>
internal sealed class SoakServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SoakServer(string server, string driver)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Rondo.Load.dll"), server, "0", driver])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["RONDO_LOAD_LOG"] = "Warning" },
            },
        };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    internal Uri Address { get; private set; } = null!;

    internal ServerLog Log { get; } = new();

    internal string State => _process.HasExited ? $"ended with status {_process.ExitCode}" : "still runs";

    internal static async Task<SoakServer> StartAsync(string server, string driver)
    {
        var started = new SoakServer(server, driver);
        started._process.Start();
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        started.Address = await started._address.Task.WaitAsync(s_patience);
        return started;
    }

    internal async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Address.Host, Address.Port).WaitAsync(s_patience);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>How it is once the clients' last connections are gone.</summary>
    internal async Task<Sample> MeasureAsync(TimeSpan at, long exchanges)
    {
        using var client = new HttpClient { BaseAddress = Address, Timeout = s_patience };
        var began = Stopwatch.GetTimestamp();
        Probe probe;
        do
        {
            await Task.Delay(200);
            probe = (await client.GetFromJsonAsync<Probe>("/probe"))!;
        }
        while (probe.Connections > 1 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20));
        probe = (await client.GetFromJsonAsync<Probe>("/probe"))!;
        return new Sample(at, exchanges, probe.Heap, probe.Resident, Directory.GetFiles($"/proc/{_process.Id}/fd").Length, probe.Tasks, probe.Connections);
    }

    /// <returns>What was wrong with its end, or null.</returns>
    internal async Task<string?> StopAsync()
    {
        Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            return $"still running {s_patience.TotalSeconds} s after SIGTERM.";
        }

        return _process.ExitCode == 0 ? null : $"exit status {_process.ExitCode} after SIGTERM: {Log}";
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        const string Mark = "Rondo.Load serves ";
        if (line is not null)
            Log.Add(line);
        if (line?.StartsWith(Mark, StringComparison.Ordinal) == true)
            _address.TrySetResult(new Uri(line[Mark.Length..]));
        else if (line is null)
            _address.TrySetException(new IOException($"The server did not start: {Log}"));
    }

    private sealed record Probe(long Heap, long Resident, int Tasks, int Connections);
}
