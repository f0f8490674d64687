using System.Buffers;
using Rondo.Api.Runtime;

namespace Rondo.Api.JsonReading;

/// <summary>Takes items out of the lines of one body, and says in which line one is wrong.</summary>
internal sealed class LineReading<T>(JsonInput<T> input, int maxLineBytes)
{
    private ErrorReport? _report; // for all lines, until one is wrong
    private long _line;
    private int _items;

    /// <summary>Takes the next item that is not blank.</summary>
    /// <exception cref="InvalidInput">It is wrong.</exception>
    internal bool TryTakeItem(ref ReadOnlySequence<byte> buffer, bool isLast, out T? item)
    {
        item = default;
        while (TryTakeLine(ref buffer, isLast, out var text))
        {
            _line++;
            if (text.Length > maxLineBytes)
                throw TooLong(_line);
            if (_line == 1)
                text = WithoutByteOrderMark(text);
            if (IsBlank(text))
                continue;
            item = Take(text);
            _items++;
            return true;
        }

        if (buffer.Length > maxLineBytes)
            throw TooLong(_line + 1);
        return false;
    }

    /// <summary>Asks the validator functions about the item last taken.</summary>
    internal async ValueTask AskAsync(Func<T, ErrorReport, ValueTask> ask, T item)
    {
        var report = Enter(_items - 1);
        await ask(item, report);
        Leave(report);
    }

    private T? Take(in ReadOnlySequence<byte> text)
    {
        if (!input.TryRead(text, out var item, out var cause))
        {
            var report = Enter(_items);
            input.Diagnose(text, cause, report, _line);
            Leave(report);
        }

        if (input.Validate is not null && item is not null)
        {
            var report = Enter(_items);
            input.Validate(item, report);
            Leave(report);
        }

        return item;
    }

    private ErrorReport Enter(int index)
    {
        var report = _report ??= input.NewReport();
        report.Enter(index);
        return report;
    }

    private void Leave(ErrorReport report)
    {
        if (report.Count > 0)
            throw new InvalidInput(report) { Extensions = { ["line"] = _line } };
        report.Leave();
    }

    /// <summary>The next line without its end; at the end of the body also one without an end.</summary>
    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (!isLast || buffer.IsEmpty)
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static bool IsBlank(in ReadOnlySequence<byte> text)
    {
        foreach (var part in text)
        {
            if (part.Span.ContainsAnyExcept(" \t\r"u8))
                return false;
        }

        return true;
    }

    private static ReadOnlySequence<byte> WithoutByteOrderMark(ReadOnlySequence<byte> text)
    {
        Span<byte> start = stackalloc byte[3];
        if (text.Length < 3)
            return text;
        text.Slice(0, 3).CopyTo(start);
        return start.SequenceEqual("\uFEFF"u8) ? text.Slice(3) : text;
    }

    private PayloadTooLarge TooLong(long line) =>
        new($"Line {line} has more than {maxLineBytes} bytes, which is the most that a line of this endpoint may have.");
}
