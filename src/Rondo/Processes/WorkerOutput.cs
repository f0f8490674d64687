using System.Text;
using Rondo.Core;

namespace Rondo.Processes;

/// <summary>The console output of a worker, line by line.</summary>
internal sealed class WorkerOutput(int process, Stream stream, Action<int, string>? receiver)
{
    private const int KeptLines = 20;

    /// <summary>A longer line is cut into several: a worker must not fill the memory of its parent.</summary>
    private const int LongestLine = 4096;

    private readonly Queue<string> _last = [];
    private readonly StringBuilder _line = new();
    private readonly TaskCompletionSource _end = new();

    /// <summary>The last lines.</summary>
    internal string[] Last
    {
        get
        {
            lock (_last)
                return [.. _last];
        }
    }

    internal void Start() => _ = ReadAsync();

    /// <summary>Waits until all has been read. Not for long: a process that the worker has left behind may hold the pipe open.</summary>
    internal void WaitForEnd(TimeSpan time) => ((IAsyncResult)_end.Task).AsyncWaitHandle.WaitOne(time);

    private async Task ReadAsync()
    {
        var bytes = new byte[LongestLine];
        var characters = new char[LongestLine + 1];
        var decoder = Encoding.UTF8.GetDecoder();
        try
        {
            while (await stream.ReadAsync(bytes).ConfigureAwait(false) is var count and > 0)
                Split(characters.AsSpan(0, decoder.GetChars(bytes, 0, count, characters, 0)));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The pipe was closed here, after the process had ended.
        }

        if (_line.Length > 0)
            EndLine();
        _end.SetResult();
    }

    private void Split(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('\n') is var end and >= 0)
        {
            _line.Append(text[..end].TrimEnd('\r'));
            EndLine();
            text = text[(end + 1)..];
        }

        _line.Append(text);
        if (_line.Length >= LongestLine)
            EndLine();
    }

    private void EndLine()
    {
        var line = _line.ToString();
        _line.Clear();
        lock (_last)
        {
            if (_last.Count == KeptLines)
                _last.Dequeue();
            _last.Enqueue(line);
        }

        try
        {
            if (receiver is null)
                ErrorOutput.Write($"[worker {process}] {line}");
            else
                receiver(process, line);
        }
        catch (Exception exception)
        {
            ErrorOutput.Write($"Rondo: ProcessPoolOptions.OnOutput failed, and the pool continues. {exception}");
        }
    }
}
