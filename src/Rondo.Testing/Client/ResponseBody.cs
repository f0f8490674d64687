using System.Globalization;
using System.Net;
using Rondo.IO;

namespace Rondo.Testing.Client;

/// <summary>A response's body, as it comes. Disposed of before its end, it closes the connection: the server sees a disconnect.</summary>
internal sealed class ResponseBody(
    EventLoop loop, ClientConnection connection, HttpResponseMessage response, BodyFraming framing, long? length, Action<bool> finished)
    : LoopStream
{
    /// <summary>The rest of the body, or of the chunk; null when only the connection's end ends it.</summary>
    private long? _left = framing == BodyFraming.Chunked ? 0 : length;
    private bool _firstChunk = true;
    private bool _ended;

    public override bool CanRead => !IsDisposed;

    /// <summary>After 101 the connection belongs to another protocol.</summary>
    public override bool CanWrite => framing == BodyFraming.Upgraded && !IsDisposed;

    protected override EventLoop Loop => loop;

    internal ClientConnection Connection => connection;

    /// <summary>Ends a body that has no bytes at all.</summary>
    internal void EndIfEmpty()
    {
        if (framing == BodyFraming.Length && _left == 0)
            End(reusable: true);
    }

    protected override async ValueTask<int> Read(Memory<byte> buffer)
    {
        if (_ended)
            return 0;
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        try
        {
            if (framing == BodyFraming.Chunked && _left == 0 && !await NextChunkAsync().ConfigureAwait(false))
                return 0;
            if (_left is { } left && left < buffer.Length)
                buffer = buffer[..(int)left];
            var read = await connection.ReadAsync(buffer).ConfigureAwait(false);
            if (read > 0)
            {
                _left -= read;
                if (framing == BodyFraming.Length && _left == 0)
                    End(reusable: true);
                return read;
            }

            if (buffer.IsEmpty)
                return 0;
            if (framing is BodyFraming.UntilClosed or BodyFraming.Upgraded)
            {
                End(reusable: false);
                return 0;
            }

            throw Truncated();
        }
        catch (Exception exception)
        {
            End(reusable: false);
            if (connection.Explain(exception) is var explained && explained != exception)
                throw explained;
            throw;
        }
    }

    protected override ValueTask Write(ReadOnlyMemory<byte> buffer) =>
        CanWrite ? connection.WriteAsync(buffer) : throw new NotSupportedException("A response's body is read only.");

    protected override void Release() => OnLoop(() => End(reusable: false));

    private async ValueTask<bool> NextChunkAsync()
    {
        if (!_firstChunk)
            await connection.ReadLineAsync().ConfigureAwait(false);
        _firstChunk = false;
        var line = await connection.ReadLineAsync().ConfigureAwait(false) ?? throw Truncated();
        if (!long.TryParse(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)
            || size < 0)
            throw new HttpRequestException(
                HttpRequestError.InvalidResponse, $"The server sent '{line}' where the size of a chunk belongs.");
        _left = size;
        if (size > 0)
            return true;
        await ResponseHead.ReadHeadersAsync(connection, (name, value) => response.TrailingHeaders.TryAddWithoutValidation(name, value))
            .ConfigureAwait(false);
        End(reusable: true);
        return false;
    }

    private Exception Truncated() => connection.Failure is { } failure
        ? failure
        : new HttpRequestException(HttpRequestError.ResponseEnded, "The server closed the connection before the end of the response.");

    private void End(bool reusable)
    {
        if (_ended)
            return;
        _ended = true;
        finished(reusable);
    }
}
