using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Rondo.Server;
using Rondo.Testing.Network;

namespace Rondo.Testing.Client;

/// <summary>The client's end of one connection: buffered reading, lines, and what the server's code threw meanwhile.</summary>
/// <remarks>
/// Awaits without a context throughout: completed under a step's context, a task sends the BCL's continuations to the thread
/// pool, and then the order of a test would be the pool's.
/// </remarks>
internal sealed class ClientConnection(MemorySocket socket) : IUnhandledErrors
{
    private const int MaxLine = 64 * 1024;

    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>The first exception that the app let escape, or turned into a 500, in this exchange.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Whether the other side has ended it, or sent what nobody asked for.</summary>
    internal bool IsStale => _start < _end || socket.IsReadable;

    public void Report(Exception exception) => Failure ??= exception;

    internal void BeginExchange() => Failure = null;

    internal ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => socket.SendAsync(bytes);

    internal async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (_start == _end)
            return await socket.ReceiveAsync(buffer).ConfigureAwait(false);
        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
        _start += count;
        return count;
    }

    /// <summary>A line without its end; null where the stream ends instead.</summary>
    internal async ValueTask<string?> ReadLineAsync()
    {
        for (var seen = 0; ;)
        {
            var newline = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = _buffer.AsSpan(_start, seen + newline);
                _start += seen + newline + 1;
                return Encoding.Latin1.GetString(line.TrimEnd((byte)'\r'));
            }

            seen = _end - _start;
            if (seen > MaxLine)
                throw new HttpRequestException(
                    HttpRequestError.InvalidResponse, $"The server sent a header line of more than {MaxLine} bytes.");
            MakeRoom();
            var read = await socket.ReceiveAsync(_buffer.AsMemory(_end)).ConfigureAwait(false);
            if (read == 0)
                return null;
            _end += read;
        }
    }

    /// <summary>Closes it: in the middle of an exchange the server sees a disconnect. On the loop; again is harmless.</summary>
    internal void Close() => socket.Dispose();

    /// <summary>The exception of the caller for a failure of the socket: the server's own exception, if there is one.</summary>
    internal Exception Explain(Exception exception) => exception is not SocketException
        ? exception
        : Failure ?? new HttpRequestException(HttpRequestError.ResponseEnded, "The server broke the connection.", exception);

    private void MakeRoom()
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end < _buffer.Length)
            return;
        var target = _start > 0 ? _buffer : new byte[_buffer.Length * 2];
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, _end - _start);
    }
}
