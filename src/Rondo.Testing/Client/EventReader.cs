using System.Globalization;
using System.Text;

namespace Rondo.Testing.Client;

/// <summary>
/// Reads a stream of server-sent events (WHATWG HTML, section 9.2.6), byte by line: a StreamReader would resume on the thread pool.
/// </summary>
internal sealed class EventReader(Stream stream)
{
    private readonly List<byte> _line = [];
    private readonly byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;
    private bool _afterReturn;
    private string? _id;

    /// <summary>
    /// The next event or comment; null at the stream's end, where an event that was begun is dropped, as the standard has it.
    /// </summary>
    internal async ValueTask<TestEvent?> ReadAsync()
    {
        StringBuilder? data = null;
        string? name = null;
        TimeSpan? retry = null;
        while (await ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null)
                    return new TestEvent(_id, string.IsNullOrEmpty(name) ? "message" : name, data.ToString(), retry);
                (name, retry) = (null, null);
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            if (value.StartsWith(' '))
                value = value[1..];
            switch (field)
            {
                case "":
                    return new TestEvent(_id, "", "", null) { Comment = value };
                case "event":
                    name = value;
                    break;
                case "data":
                    data = data is null ? new StringBuilder(value) : data.Append('\n').Append(value);
                    break;
                case "id" when !value.Contains('\0', StringComparison.Ordinal):
                    _id = value;
                    break;
                case "retry" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds):
                    retry = TimeSpan.FromMilliseconds(milliseconds);
                    break;
            }
        }

        return null;
    }

    /// <summary>Lines end with CR, LF or both.</summary>
    private async ValueTask<string?> ReadLineAsync()
    {
        _line.Clear();
        while (true)
        {
            while (_start < _end)
            {
                var next = _buffer[_start++];
                if (next == (byte)'\n' && _afterReturn)
                {
                    _afterReturn = false;
                    continue;
                }

                _afterReturn = next == (byte)'\r';
                if (next is (byte)'\n' or (byte)'\r')
                    return Encoding.UTF8.GetString([.. _line]);
                _line.Add(next);
            }

            (_start, _end) = (0, await stream.ReadAsync(_buffer));
            if (_end == 0)
                return null;
        }
    }
}
