using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rondo.OpenTelemetry.Tests;

/// <summary>Receives OTLP over HTTP. On bare sockets: a server of ASP.NET's would be traced, and export forever.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<ReceivedSpan> _spans = [];
    private readonly List<ReceivedLog> _logs = [];
    private readonly HashSet<string> _metrics = [];
    private readonly Task _accepting;

    internal OtlpReceiver()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Gets the spans, each once: every provider of the process exports all activities of the process.</summary>
    internal List<ReceivedSpan> Spans => Locked(() => _spans.DistinctBy(static span => span.Id).ToList());

    internal List<ReceivedLog> Logs => Locked(() => _logs.ToList());

    internal List<string> Metrics => Locked(() => _metrics.ToList());

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_spans)
            return read();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener has been stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var reader = new BufferedStream(client.GetStream());
        while (await ReadLineAsync(reader) is { Length: > 0 } request)
        {
            var length = 0;
            while (await ReadLineAsync(reader) is { Length: > 0 } header)
            {
                if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                    length = int.Parse(header.AsSpan(15), CultureInfo.InvariantCulture);
            }

            var body = new byte[length];
            await reader.ReadExactlyAsync(body);
            lock (_spans)
                Add(request.Split(' ')[1], new ProtoMessage(body));
            await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        }
    }

    private void Add(string path, ProtoMessage message)
    {
        foreach (var resource in message.Messages(1))
        {
            var service = resource.Messages(1).First().Attributes(1)["service.name"];
            foreach (var scope in resource.Messages(2))
            {
                var source = scope.Messages(1).FirstOrDefault()?.Text(1) ?? "";
                foreach (var item in scope.Messages(2))
                {
                    if (path == "/v1/traces")
                        _spans.Add(new ReceivedSpan(source, item.Text(5), item.Hex(1), item.Hex(2), item.Hex(4), item.Attributes(9), item.Messages(15).FirstOrDefault()?.Number(3) == 2));
                    else if (path == "/v1/metrics")
                        _metrics.Add(item.Text(1));
                    else
                        _logs.Add(new ReceivedLog(service, item.Messages(5).FirstOrDefault()?.Text(1) ?? "", item.Hex(9), item.Hex(10)));
                }
            }
        }
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n')
            line.Append((char)one[0]);
        return line.ToString().TrimEnd('\r');
    }
}
