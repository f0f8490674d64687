using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Rondo.Server.Http1.Headers;

namespace Rondo.Server.Http1.Parsing;

/// <summary>Takes chunks apart as they arrive, however they are split (RFC 9112 7.1), and accepts nothing but chunks.</summary>
/// <remarks>
/// Two parties that read lenient framing differently see different requests: so sizes are hexadecimal digits, lines end with
/// CRLF, and extensions are tokens with or without values, in every byte. Framing that outgrows the data it frames is
/// refused as Go does it: beyond 16 bytes a chunk and twice its data, 16 KB may gather.
/// </remarks>
internal sealed class ChunkedDecoder(RequestHeaders trailers, int maxTrailerBytes, int maxTrailers)
{
    private const int MaxOverhead = 16 * 1024;

    private State _state = State.SizeStart;
    private long _left;
    private long _overhead;
    private long _line;
    private int _trailerCount;
    private byte[] _trailer = [];
    private int _trailerLength;
    private int _trailerBytes;

    private enum State : byte
    {
        SizeStart,
        Size,
        BeforeExtension,
        ExtensionName,
        AfterName,
        ExtensionStart,
        ValueStart,
        Value,
        Quoted,
        QuotedPair,
        AfterValue,
        SizeLf,
        Data,
        DataCr,
        DataLf,
        Trailer,
        TrailerLf,
        End,
    }

    /// <summary>How much of the current chunk's data has still to come.</summary>
    internal long Left => _state == State.Data ? _left : 0;

    internal bool IsAtEnd => _state == State.End;

    /// <summary>Decodes what is there.</summary>
    /// <param name="source">The bytes that follow those of the last call.</param>
    /// <param name="output">Receives the data.</param>
    /// <returns>How many bytes belonged to this body: fewer than there were only at its end.</returns>
    /// <exception cref="BadHttpRequestException">They are no chunks.</exception>
    internal int Decode(ReadOnlySpan<byte> source, IBufferWriter<byte> output)
    {
        var at = 0;
        while (at < source.Length && _state != State.End)
        {
            if (_state == State.Data)
            {
                var data = source.Slice(at, (int)Math.Min(_left, source.Length - at));
                output.Write(data);
                at += data.Length;
                _left -= data.Length;
                if (_left == 0)
                    _state = State.DataCr;
            }
            else
            {
                DecodeByte(source[at++]);
            }
        }

        return at;
    }

    private void DecodeByte(byte b)
    {
        if (_state < State.Data && ++_line + _overhead > MaxOverhead)
            throw BadRequest.ChunkOverhead();
        _state = _state switch
        {
            State.SizeStart => Digit(b, isFirst: true),
            State.Size => b switch
            {
                (byte)'\r' => State.SizeLf,
                (byte)';' => State.ExtensionStart,
                (byte)' ' or (byte)'\t' => State.BeforeExtension,
                _ => Digit(b, isFirst: false),
            },
            < State.SizeLf => DecodeExtension(b),
            State.SizeLf => b == '\n' ? StartChunk() : throw BadRequest.ChunkExtension(),
            State.DataCr => b == '\r' ? State.DataLf : throw BadRequest.ChunkSuffix(),
            State.DataLf => b == '\n' ? State.SizeStart : throw BadRequest.ChunkSuffix(),
            State.Trailer => b == '\r' ? State.TrailerLf : AddToTrailer(b),
            _ => b == '\n' ? EndTrailer() : throw BadRequest.Field(),
        };
    }

    private State DecodeExtension(byte b) => _state switch
    {
        State.BeforeExtension => b switch
        {
            (byte)';' => State.ExtensionStart,
            (byte)' ' or (byte)'\t' => State.BeforeExtension,
            _ => throw BadRequest.ChunkExtension(),
        },
        State.ExtensionStart => IsSpace(b) ? State.ExtensionStart : Token(b, State.ExtensionName),
        State.ExtensionName when Syntax.Token.Contains(b) => State.ExtensionName,
        State.ExtensionName when b == '\r' => State.SizeLf,
        State.ExtensionName or State.AfterName => b switch
        {
            (byte)'=' => State.ValueStart,
            (byte)';' => State.ExtensionStart,
            (byte)' ' or (byte)'\t' => State.AfterName,
            _ => throw BadRequest.ChunkExtension(),
        },
        State.ValueStart => b == '"' ? State.Quoted : IsSpace(b) ? State.ValueStart : Token(b, State.Value),
        State.Quoted => b switch
        {
            (byte)'"' => State.AfterValue,
            (byte)'\\' => State.QuotedPair,
            _ => Quoted(b),
        },
        State.QuotedPair => Quoted(b),
        State.Value when Syntax.Token.Contains(b) => State.Value,
        State.Value or State.AfterValue => b switch
        {
            (byte)';' => State.ExtensionStart,
            (byte)'\r' => State.SizeLf,
            (byte)' ' or (byte)'\t' => State.BeforeExtension,
            _ => throw BadRequest.ChunkExtension(),
        },
        _ => throw new UnreachableException(),
    };

    private State Digit(byte b, bool isFirst)
    {
        var digit = b switch
        {
            >= (byte)'0' and <= (byte)'9' => b - '0',
            >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
            _ => throw BadRequest.ChunkSize(),
        };
        if (isFirst)
            _left = 0;
        if (_left > long.MaxValue >> 4)
            throw BadRequest.ChunkSize();
        _left = (_left << 4) | (long)digit;
        return State.Size;
    }

    private State StartChunk()
    {
        _overhead = Math.Max(0, _overhead + _line - 16 - (2 * Math.Min(_left, MaxOverhead)));
        _line = 0;
        return _left == 0 ? State.Trailer : State.Data;
    }

    private State AddToTrailer(byte b)
    {
        if (b == '\n')
            throw BadRequest.Field();
        if (++_trailerBytes > maxTrailerBytes)
            throw BadRequest.HeadersTooLarge();
        if (_trailerLength == _trailer.Length)
            Array.Resize(ref _trailer, Math.Max(64, _trailer.Length * 2));
        _trailer[_trailerLength++] = b;
        return State.Trailer;
    }

    private State EndTrailer()
    {
        if (_trailerLength == 0)
        {
            _trailer = [];
            return State.End;
        }

        if (++_trailerCount > maxTrailers)
            throw BadRequest.TooManyHeaders();
        FieldLine.Split(_trailer.AsSpan(0, _trailerLength), out var name, out var value);
        if (!trailers.Receive(name, KnownNames.Find(name), value))
            throw BadRequest.FieldCharacters();
        _trailerLength = 0;
        return State.Trailer;
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t';

    private static State Token(byte b, State next) => Syntax.Token.Contains(b) ? next : throw BadRequest.ChunkExtension();

    private static State Quoted(byte b) => Syntax.Value.Contains(b) ? State.Quoted : throw BadRequest.ChunkExtension();
}
