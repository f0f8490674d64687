using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Rondo.Soak;

/// <summary>One connection and what is done with it.</summary>
internal sealed partial class Client(NetworkStream stream, Random random) : IAsyncDisposable
{
    private static readonly string[] s_garbage =
    [
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        "POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhelloXX",
        "GET /plaintext HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /plaintext HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET  HTTP/1.1\r\n\r\n",
        "\0\0\0\0\u0016\u0003\u0001",
    ];

    /// <summary>
    /// How long the server may be silent, or take nothing. Not for a whole exchange: two hundred requests may take longer on a
    /// busy machine.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private byte[] _buffer = new byte[8192];
    private int _filled;
    private long _sent;
    private long _received;
    private int _answers;
    private string _last = "";

    /// <summary>The longest wait for bytes.</summary>
    internal TimeSpan Slowest { get; private set; }

    /// <summary>How far it has come, for the report of a failure.</summary>
    internal string State =>
        $"{_answers} answers had come in {_received} bytes, for {_sent} bytes sent, the last of them '{_last}'; "
            + $"{_filled} bytes of the next answer: '"
            + $"{Encoding.ASCII.GetString(_buffer, 0, Math.Min(_filled, 300))}'; the longest wait was {Slowest.TotalSeconds:F1} s.";

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    /// <summary>Some part of an answer, and gone.</summary>
    internal async Task AbortAsync()
    {
        await SendAsync(random.Next(3) switch
        {
            0 => "GET /bytes/2000000 HTTP/1.1\r\nHost: a\r\n\r\n",
            1 => "GET /work/30 HTTP/1.1\r\nHost: a\r\n\r\n",
            _ => "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nonly this",
        });
        if (random.Next(2) == 0 && stream.Socket.Poll(TimeSpan.FromMilliseconds(5), SelectMode.SelectRead))
            _filled = await stream.ReadAsync(_buffer);
        Leave();
    }

    /// <summary>Some part of a request, and a reset.</summary>
    internal async Task ResetAsync()
    {
        const string Request = "POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        await SendAsync(Request[..random.Next(Request.Length + 1)]);
        stream.Socket.LingerState = new LingerOption(true, 0);
    }

    /// <summary>What no client should send. Whatever comes, the connection has to end.</summary>
    internal async Task SendGarbageAsync()
    {
        try
        {
            if (random.Next(3) > 0)
            {
                await SendAsync(s_garbage[random.Next(s_garbage.Length)]);
            }
            else
            {
                var bytes = new byte[random.Next(1, 2000)];
                random.NextBytes(bytes);
                await SendAsync(bytes);
            }

            stream.Socket.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(_buffer).AsTask().WaitAsync(s_patience) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset: an answer too.
        }
        catch (SocketException)
        {
        }
    }

    private async ValueTask SendAsync(string text)
    {
        await SendAsync(Encoding.ASCII.GetBytes(text));
        _last = text.Length > 100 ? $"{text[..60]}...{text[^40..]}" : text;
    }

    private async ValueTask SendAsync(byte[] bytes)
    {
        await stream.WriteAsync(bytes).AsTask().WaitAsync(s_patience);
        _sent += bytes.Length;
    }

    /// <summary>Ends the connection in one way or the other.</summary>
    private void Leave()
    {
        if (random.Next(2) == 0)
            stream.Socket.LingerState = new LingerOption(true, 0);
    }

    private async Task MoreAsync()
    {
        if (_filled == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var began = Stopwatch.GetTimestamp();
        var reading = stream.ReadAsync(_buffer.AsMemory(_filled));
        var read = reading.IsCompleted ? await reading : await reading.AsTask().WaitAsync(s_patience);
        var took = Stopwatch.GetElapsedTime(began);
        if (took > Slowest)
            Slowest = took;
        if (read == 0)
            throw new WrongAnswerException(
                $"the connection ended in the middle of: {Encoding.ASCII.GetString(_buffer, 0, Math.Min(_filled, 300))}");
        _filled += read;
        _received += read;
    }

    private void Skip(int bytes)
    {
        _filled -= bytes;
        _buffer.AsSpan(bytes, _filled).CopyTo(_buffer);
    }
}
