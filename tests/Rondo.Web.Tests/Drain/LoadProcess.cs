using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Drain;

/// <summary>bench/Rondo.Load as a process of its own, which can be sent signals and held to limits.</summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = Eventually.Source<Uri>();

    private LoadProcess(string server, string driver, string? limits, (string Name, string Value)[] environment)
    {
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] command = [dotnet, "exec", Path.Combine(AppContext.BaseDirectory, "Rondo.Load.dll"), server, "0", driver];
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("/bin/sh", ["-c", $"{limits ?? ":"}; exec \"$@\"", "sh", .. command])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach (var (name, value) in environment)
            _process.StartInfo.Environment[name] = value;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    internal Uri Address { get; private set; } = null!;

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <param name="server">What Rondo.Load is to be.</param>
    /// <param name="driver">On which driver.</param>
    /// <param name="limits">The shell's commands before it becomes the server: <c>ulimit -n 200</c>.</param>
    /// <param name="environment">Variables.</param>
    internal static async Task<LoadProcess> StartAsync(string server, string driver, string? limits = null, params (string Name, string Value)[] environment)
    {
        var load = new LoadProcess(server, driver, limits, environment);
        load._process.Start();
        load._process.BeginOutputReadLine();
        load._process.BeginErrorReadLine();
        load.Address = await load._address.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return load;
    }

    internal async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Address.Host, Address.Port).WaitAsync(Eventually.Patience);
        return new NetworkStream(socket, ownsSocket: true);
    }

    internal void Stop() => Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();

    /// <returns>How long it took, and the status.</returns>
    internal async Task<(TimeSpan Took, int Status)> WaitForExitAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await _process.WaitForExitAsync().WaitAsync(Eventually.Patience);
        return (Stopwatch.GetElapsedTime(began), _process.ExitCode);
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
        lock (_output)
            _output.AppendLine(line);
        if (line?.StartsWith(Mark, StringComparison.Ordinal) == true)
            _address.TrySetResult(new Uri(line[Mark.Length..]));
        else if (line is null)
            _address.TrySetException(new InvalidOperationException($"Rondo.Load did not start: {Output}"));
    }
}
