using System.Net;
using System.Net.Sockets;

namespace Rondo.Nats.Tests;

/// <summary>Stands between a host and its server, and can hold what the server sends.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;
    private volatile TaskCompletionSource? _held;

    internal Relay(NatsServer server)
    {
        _listener.Start();
        _running = Task.Run(() => RunAsync(server.Port));
    }

    internal string Url => $"nats://{_listener.LocalEndpoint}";

    internal void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Release()
    {
        var held = _held;
        _held = null;
        held?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Release();
        await _end.CancelAsync();
        _listener.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task RunAsync(int port)
    {
        while (true)
        {
            using var host = await _listener.AcceptTcpClientAsync(_end.Token);
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, port, _end.Token);
            await Task.WhenAny(CopyAsync(host, server, mayHold: false), CopyAsync(server, host, mayHold: true));
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool mayHold)
    {
        var buffer = new byte[4096];
        while (await from.GetStream().ReadAsync(buffer, _end.Token) is var count and > 0)
        {
            if (mayHold && _held is { } held)
                await held.Task;
            await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
