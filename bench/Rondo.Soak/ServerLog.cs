using System.Diagnostics;

namespace Rondo.Soak;

/// <summary>What the server has said, and when: the last lines of it.</summary>
internal sealed class ServerLog
{
    private const int Kept = 2000;

    private readonly Queue<(long At, string Line)> _lines = new();

    /// <summary>The end of it.</summary>
    public override string ToString()
    {
        lock (_lines)
            return string.Join('\n', _lines.TakeLast(50).Select(static said => said.Line));
    }

    internal void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue((Stopwatch.GetTimestamp(), line));
            if (_lines.Count > Kept)
                _lines.Dequeue();
        }
    }

    /// <summary>
    /// The lines since then, without those that the server logs, as Kestrel does, of the garbage that it is sent, and of a machine
    /// that is busy.
    /// </summary>
    internal string Since(long timestamp)
    {
        lock (_lines)
            return string.Join('\n', _lines.Where(said => said.At >= timestamp && IsComplaint(said.Line)).Select(static said => said.Line));
    }

    private static bool IsComplaint(string line) =>
        !line.Contains("BadHttpRequestException: ", StringComparison.Ordinal)
        && !line.Contains(" blocked for ", StringComparison.Ordinal) && !line.StartsWith("Rondo.Load serves ", StringComparison.Ordinal);
}
