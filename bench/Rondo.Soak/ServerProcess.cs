using System.Diagnostics;
using System.Net.Sockets;

namespace Rondo.Soak;

/// <summary>
/// A server of this repository as a process of its own, which can be sent signals and held to limits. The tests start theirs with
/// it as well.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _name;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string name, string[] arguments, string? limits, (string Name, string Value)[] environment)
    {
        _name = name;
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] command = [dotnet, "exec", Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments];
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("/bin/sh", ["-c", $"{limits ?? ":"}; exec \"$@\"", "sh", .. command])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach (var (variable, value) in environment)
            _process.StartInfo.Environment[variable] = value;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    internal Uri Address { get; private set; } = null!;

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal ServerLog Log { get; } = new();

    /// <param name="name">The program, whose assembly lies beside this one, and which prints "… serves …" or "Now listening on: …".</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="limits">The shell's commands before it becomes the server: <c>ulimit -n 200</c>.</param>
    /// <param name="environment">Variables.</param>
    internal static async Task<ServerProcess> StartAsync(
        string name, string[] arguments, string? limits = null, params (string Name, string Value)[] environment)
    {
        var server = new ServerProcess(name, arguments, limits, environment);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            server.Address = await server._address.Task.WaitAsync(Patience);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>bench/Rondo.Load, as one of its servers on one of the drivers.</summary>
    /// <inheritdoc cref="StartAsync" path="/param"/>
    internal static Task<ServerProcess> StartLoadAsync(
        string server, string driver, string? limits = null, params (string Name, string Value)[] environment) =>
        StartAsync("Rondo.Load", [server, "0", driver], limits, environment);

    internal async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Address.Host, Address.Port).WaitAsync(Patience);
        return new NetworkStream(socket, ownsSocket: true);
    }

    internal void Stop() => Process.Start("kill", ["-TERM", $"{_process.Id}"]).WaitForExit();

    internal void Kill() => _process.Kill();

    /// <returns>How long it took, and the status.</returns>
    internal async Task<(TimeSpan Took, int Status)> WaitForExitAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await _process.WaitForExitAsync().WaitAsync(Patience);
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
        string[] marks = [$"{_name} serves ", "      Now listening on: "];
        if (line is null)
            _address.TrySetException(new IOException($"{_name} did not start: {Log}"));
        else
            Log.Add(line);
        if (line is not null && Array.Find(marks, mark => line.StartsWith(mark, StringComparison.Ordinal)) is { } mark)
            _address.TrySetResult(new Uri(line[mark.Length..]));
    }
}
