using System.Globalization;
using System.Text;

namespace Rondo.Web.Tests.Differential;

/// <summary>Reads answers from a connection and says, as text, what came: a strict client, which forgives nothing.</summary>
internal sealed class AnswerReader(IWire wire)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly StringBuilder _seen = new();
    private int _start;
    private int _end;

    /// <summary>
    /// Everything so far, with chunks decoded: how an answer is cut into them is the server's choice. Of the fields, the value of
    /// Date, which is the time of day, and the server's name are left out, and they are sorted by name: among different names
    /// order means nothing (RFC 9110 5.3).
    /// </summary>
    internal string Seen => _seen.ToString();

    /// <summary>How the connection ended, once it has.</summary>
    internal string? Fate { get; private set; }

    /// <summary>The last answer said that it is the last.</summary>
    internal bool SaidClose { get; private set; }

    /// <summary>The last answer was a final one.</summary>
    internal bool WasFinal { get; private set; }

    /// <summary>The body of the last answer.</summary>
    internal string Body { get; private set; } = "";

    internal void Note(string line) => _seen.Append("-- ").Append(line).Append('\n');

    /// <summary>Reads one answer.</summary>
    /// <returns>False where the connection ended instead, in the middle of one or before.</returns>
    internal async ValueTask<bool> ReadAsync()
    {
        var (length, chunked, head, status) = (-1L, false, false, "");
        SaidClose = false;
        var fields = new List<string>();
        for (var first = true; ; first = false)
        {
            var line = await ReadLineAsync();
            if (line is null)
                return false;
            if (line.Length == 0)
                break;
            if (first)
            {
                status = line.Length > 12 ? line[9..12] : "";
                if (!line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || !int.TryParse(status, out _))
                    Note("not an answer:");
                _seen.Append(line).Append('\n');
                continue;
            }

            var (name, value) = line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon ? (line[..colon], line[(colon + 2)..]) : (line, "");
            if (name == "Content-Length")
                length = long.Parse(value, NumberStyles.None);
            chunked |= name == "Transfer-Encoding" && value == "chunked";
            SaidClose |= name == "Connection" && value == "close";
            head |= name == "X-Head";
            if (name == "Date" && DateTime.TryParseExact(value, "R", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                line = "Date: now";
            if (name == "Server" && value is "Kestrel" or "Rondo")
                line = "Server: itself";
            fields.Add(line);
        }

        foreach (var field in fields.OrderBy(static field => field.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            _seen.Append(field).Append('\n');
        _seen.Append('\n');
        WasFinal = status == "101" || !status.StartsWith('1');
        Body = "";
        if (head || status is "204" or "304" || !WasFinal)
            return true;
        var body = new StringBuilder();
        var trailers = new List<string>();
        var whole = status == "101" ? await ReadBytesAsync(body, long.MaxValue) :
            chunked ? await ReadChunksAsync(body, trailers) :
            length >= 0 ? await ReadBytesAsync(body, length) : await ReadBytesAsync(body, long.MaxValue);
        Body = body.ToString();
        _seen.Append(Body);
        if (Body.Length > 0 && Body[^1] != '\n')
            _seen.Append('\n');
        foreach (var trailer in trailers)
            Note($"trailer {trailer}");
        if (!whole && (chunked || length >= 0))
            Note("the body is incomplete");
        return whole;
    }

    /// <summary>Reads whatever comes to the end.</summary>
    internal async ValueTask ReadToEndAsync()
    {
        var rest = new StringBuilder();
        await ReadBytesAsync(rest, long.MaxValue);
        if (rest.Length > 0)
        {
            Note("after the last answer:");
            _seen.Append(rest).Append('\n');
        }
    }

    private async ValueTask<bool> ReadChunksAsync(StringBuilder body, List<string> trailers)
    {
        while (await ReadLineAsync() is { } size)
        {
            if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bytes))
            {
                Note($"not a chunk size: '{size}'");
                return false;
            }

            if (bytes == 0)
                return await ReadTrailersAsync(trailers);
            if (!await ReadBytesAsync(body, bytes))
                return false;
            if (await ReadLineAsync() is not "")
            {
                Note("no line end after the chunk");
                return false;
            }
        }

        return false;
    }

    private async ValueTask<bool> ReadTrailersAsync(List<string> trailers)
    {
        while (await ReadLineAsync() is { } trailer)
        {
            if (trailer.Length == 0)
                return true;
            trailers.Add(trailer);
        }

        return false;
    }

    private async ValueTask<bool> ReadBytesAsync(StringBuilder into, long count)
    {
        while (count > 0)
        {
            if (_start == _end && !await FillAsync())
                return false;
            var now = (int)Math.Min(count, _end - _start);
            into.Append(Encoding.Latin1.GetString(_buffer, _start, now));
            _start += now;
            count -= now;
        }

        return true;
    }

    /// <summary>A line without its CR LF; a bare LF ends none.</summary>
    private async ValueTask<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end && !await FillAsync())
            {
                if (line.Length > 0)
                    Note($"the line is incomplete: '{line}'");
                return null;
            }

            line.Append((char)_buffer[_start++]);
            if (line.Length > 1 && line[^1] == '\n' && line[^2] == '\r')
                return line.ToString(0, line.Length - 2);
        }
    }

    private async ValueTask<bool> FillAsync()
    {
        if (Fate is not null)
            return false;
        try
        {
            (_start, _end) = (0, 0);
            _end = await wire.ReceiveAsync(_buffer);
            if (_end > 0)
                return true;
            Fate = "closed";
        }
        catch (IOException)
        {
            Fate = "reset";
        }

        return false;
    }
}
