using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Rondo.Server.Http1.Headers;

namespace Rondo.Server.Http1.Parsing;

/// <summary>Taking in a head line by line, however its bytes are split.</summary>
internal sealed partial class RequestHead
{
    private static readonly string[] s_methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "CONNECT", "TRACE"];

    private Stage _stage;
    private int _headerBytes;
    private int _headerCount;
    private int _skipped;
    private bool _hasBegun;
    private bool _hasMethod;
    private bool _sawConnection;
    private bool _sawTransferEncoding;
    private bool _sawExpect;
    private string? _checkedHost;
    private bool _isTargetIntact;

    private enum Stage : byte
    {
        Line,
        Fields,
        Complete,
    }

    /// <summary>The longest request line, its end included, in bytes.</summary>
    internal int MaxLine { get; init; } = 8 * 1024;

    /// <summary>All fields together, in bytes.</summary>
    internal int MaxHeaderBytes { get; init; } = 32 * 1024;

    internal int MaxHeaderCount { get; init; } = 100;

    /// <summary>Nothing of a request has arrived yet.</summary>
    internal bool IsEmpty => !_hasBegun;

    /// <summary>The limits that the fields leave for the trailers.</summary>
    internal int HeaderBytesLeft => MaxHeaderBytes - _headerBytes;

    internal int HeaderCountLeft => MaxHeaderCount - _headerCount;

    internal void Reset()
    {
        _stage = Stage.Line;
        _headerBytes = _headerCount = _skipped = 0;
        _hasBegun = _hasMethod = _sawConnection = _sawTransferEncoding = _sawExpect = false;
        Headers.Reset();
    }

    /// <summary>Takes in what is there.</summary>
    /// <param name="buffer">The connection's unread bytes.</param>
    /// <param name="consumed">Up to where they were taken in; the rest has to come again, with more behind it.</param>
    /// <returns>True when the head is complete.</returns>
    /// <exception cref="BadHttpRequestException">It is malformed, or too large.</exception>
    internal bool TryRead(in ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        if (buffer.IsSingleSegment)
        {
            var taken = Read(buffer.FirstSpan);
            consumed = buffer.GetPosition(taken);
            return _stage == Stage.Complete;
        }

        // A line lies in several blocks. No more is looked at than may be there at all.
        var length = (int)Math.Min(buffer.Length, 2L + MaxLine + MaxHeaderBytes);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.Slice(0, length).CopyTo(rented);
            consumed = buffer.GetPosition(Read(rented.AsSpan(0, length)));
            return _stage == Stage.Complete;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private int Read(ReadOnlySpan<byte> bytes)
    {
        _hasBegun |= !bytes.IsEmpty;
        var at = 0;
        while (_stage != Stage.Complete)
        {
            var rest = bytes[at..];
            var end = rest.IndexOf((byte)'\n');
            CheckSize(end < 0 ? rest.Length + 1 : end + 1);
            if (end < 0)
            {
                RejectEarly(rest);
                break;
            }

            // RFC 9112 2.2: a lone LF may end a line, and does for every server's users who type by hand.
            var line = rest[..(end > 0 && rest[end - 1] == '\r' ? end - 1 : end)];
            at += end + 1;
            if (_stage == Stage.Line)
            {
                ReadLine(line, end + 1);
            }
            else if (line.IsEmpty)
            {
                _stage = Stage.Complete;
                Complete();
            }
            else
            {
                _headerBytes += end + 1;
                if (++_headerCount > MaxHeaderCount)
                    throw BadRequest.TooManyHeaders();
                ReadField(line);
            }
        }

        return at;
    }

    private void CheckSize(int lineLength)
    {
        if (_stage == Stage.Line)
        {
            if (_skipped + lineLength > MaxLine)
                throw BadRequest.RequestLineTooLong();
        }
        else if (_headerBytes + lineLength > MaxHeaderBytes + 2L)
        {
            throw BadRequest.HeadersTooLarge();
        }
    }

    /// <summary>
    /// A client whose input does not begin like a request (TLS on a plain port, an accident) is told so before it has sent a whole line.
    /// </summary>
    private void RejectEarly(ReadOnlySpan<byte> rest)
    {
        if (_stage == Stage.Line && !rest.IsEmpty && rest[0] < ' ' && rest[0] != '\r')
            throw BadRequest.RequestLine();
    }

    private void ReadLine(ReadOnlySpan<byte> line, int length)
    {
        if (line.IsEmpty)
        {
            // RFC 9112 2.2: empty lines before a request are to be ignored.
            _skipped += length;
            return;
        }

        var methodEnd = line.IndexOf((byte)' ');
        if (methodEnd <= 0 || line[..methodEnd].ContainsAnyExcept(Syntax.Token))
            throw BadRequest.RequestLine();
        var method = line[..methodEnd];
        if (!Ascii.Equals(method, Method))
            Method = FindMethod(method);
        _hasMethod = true;
        var target = line[(methodEnd + 1)..];
        var targetEnd = target.IndexOf((byte)' ');
        if (targetEnd <= 0)
            throw BadRequest.RequestLine();
        var version = target[(targetEnd + 1)..];
        target = target[..targetEnd];
        IsHttp11 = version.SequenceEqual("HTTP/1.1"u8) || ReadMinorVersion(version) > 0;
        if (target.ContainsAnyExcept(Syntax.Target))
            throw BadRequest.Target();

        // The same target as last time has the same path and query, if they were not changed meanwhile.
        if (!Ascii.Equals(target, RawTarget) || Form != TargetForm.Origin || !_isTargetIntact)
        {
            RawTarget = Encoding.ASCII.GetString(target);
            _isTargetIntact = false;
            RequestTarget.Read(this);
            _isTargetIntact = true;
        }

        _stage = Stage.Fields;
    }

    /// <summary>Reads the minor version of HTTP/1: case counts (RFC 9112 2.3), and any minor version is served (RFC 9110 2.5).</summary>
    private static int ReadMinorVersion(ReadOnlySpan<byte> version)
    {
        var isVersion = version.Length == "HTTP/1.1".Length && version.StartsWith("HTTP/"u8) && version[6] == '.'
            && char.IsAsciiDigit((char)version[5]) && char.IsAsciiDigit((char)version[7]);
        if (!isVersion)
            throw BadRequest.RequestLine();
        return version[5] == '1' ? version[7] - '0' : throw BadRequest.Version(Encoding.ASCII.GetString(version));
    }

    private void ReadField(ReadOnlySpan<byte> line)
    {
        FieldLine.Split(line, out var name, out var value);
        var known = KnownNames.Find(name);
        if (ReferenceEquals(known, HeaderNames.ContentLength))
        {
            ReadContentLength(value);
            return;
        }

        _sawConnection |= ReferenceEquals(known, HeaderNames.Connection);
        _sawTransferEncoding |= ReferenceEquals(known, HeaderNames.TransferEncoding);
        _sawExpect |= ReferenceEquals(known, HeaderNames.Expect);
        if (!Headers.Receive(name, known, value))
            throw BadRequest.FieldCharacters();
    }

    private void ReadContentLength(ReadOnlySpan<byte> value)
    {
        if (Headers.ContentLength is not null)
            throw BadRequest.MultipleContentLengths();
        // Digits and nothing else: no sign, no base, no list.
        if (value.IsEmpty || value.ContainsAnyExceptInRange((byte)'0', (byte)'9') || !Utf8Parser.TryParse(value, out long length, out _))
            throw BadRequest.ContentLength();
        Headers.ReceiveLength(length);
    }

    private static string FindMethod(ReadOnlySpan<byte> method)
    {
        foreach (var known in s_methods)
        {
            if (Ascii.Equals(method, known))
                return known;
        }

        return Encoding.ASCII.GetString(method);
    }
}
