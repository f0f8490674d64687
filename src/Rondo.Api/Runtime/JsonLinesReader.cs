using System.Buffers;
using System.ComponentModel;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Rondo.Api.Runtime;

/// <summary>Reads a body of JSON Lines item by item; for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonLinesReader
{
    /// <summary>How long a line may be where nothing else is said, in bytes.</summary>
    public const int DefaultMaxLineBytes = 1024 * 1024;

    /// <summary>Lines parsed in a row, all of them there already, before everybody else on the loop has a turn.</summary>
    private const int LongestBurst = 64;

    /// <summary>
    /// Reads the lines as they come, at the reader's pace; blank lines are skipped. In errors a line is an element of the body: the
    /// pointer of the third item's price is <c>/2/price</c>.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="type">How a line is deserialized.</param>
    /// <param name="maxLineBytes">How long a line may be.</param>
    /// <exception cref="UnsupportedMediaType">The body is said to be something else.</exception>
    /// <exception cref="BadRequest">A line is no JSON; says which, and where in it.</exception>
    /// <exception cref="InvalidInput">A line is JSON, and not of the type.</exception>
    /// <exception cref="PayloadTooLarge">A line is too long.</exception>
    public static IAsyncEnumerable<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int maxLineBytes = DefaultMaxLineBytes)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLineBytes, 1);
        CheckMediaType(context.Request.ContentType);
        return Read(context.Request.BodyReader, type, maxLineBytes, CancelScope.Current?.Token ?? context.RequestAborted);
    }

    private static async IAsyncEnumerable<T> Read<T>(PipeReader reader, JsonTypeInfo<T> type, int maxLineBytes, CancellationToken request, [EnumeratorCancellation] CancellationToken token = default)
    {
        token = token.CanBeCanceled ? token : request;
        var lines = new LineCounter();
        var burst = 0;
        while (true)
        {
            var result = await reader.ReadAsync(token);
            var buffer = result.Buffer;
            var found = false;
            T? item;
            try
            {
                found = TryTakeItem(ref buffer, result.IsCompleted, type, maxLineBytes, ref lines, out item);
            }
            finally
            {
                // Also on the way out of an error: the server drains the rest, and cannot while a read is open. And before the item is
                // handed out: whoever takes it may be long, or never come back.
                reader.AdvanceTo(buffer.Start, found ? buffer.Start : buffer.End);
            }

            if (!found && result.IsCompleted)
                yield break;
            if (!found)
                continue;
            yield return item!;
            if (++burst < LongestBurst)
                continue;
            burst = 0;
            await EventLoop.Yield();
        }
    }

    private static bool TryTakeItem<T>(ref ReadOnlySequence<byte> buffer, bool isLast, JsonTypeInfo<T> type, int maxLineBytes, ref LineCounter lines, out T? item)
    {
        item = default;
        while (TryTakeLine(ref buffer, isLast, out var text))
        {
            lines.Line++;
            if (text.Length > maxLineBytes)
                throw TooLong(lines.Line, maxLineBytes);
            if (lines.Line == 1)
                text = WithoutByteOrderMark(text);
            if (IsBlank(text))
                continue;
            item = Parse(text, type, lines.Line, lines.Index++);
            return true;
        }

        if (buffer.Length > maxLineBytes)
            throw TooLong(lines.Line + 1, maxLineBytes);
        return false;
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

    private static T Parse<T>(ReadOnlySequence<byte> text, JsonTypeInfo<T> type, long line, long index)
    {
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth, CommentHandling = type.Options.ReadCommentHandling, AllowTrailingCommas = type.Options.AllowTrailingCommas });
            var item = JsonSerializer.Deserialize(ref reader, type);
            if (reader.Read())
                throw new JsonException("there is more than one JSON text on the line", null, 0, reader.TokenStartIndex);
            if (item is null)
                throw new InvalidInput([new InputError(InputLocation.Body, $"/{index}", "null", $"Line {line} is null, and an item has to be given.")]);
            return item;
        }
        catch (Exception exception) when (JsonErrors.TryDescribe(exception, InputLocation.Body, out var error))
        {
            if (error.Code != "json")
                throw new InvalidInput([error with { Pointer = $"/{index}{error.Pointer}", Message = $"Line {line}: {error.Message}" }]);
            var json = (JsonException)exception;
            throw new BadRequest(JsonErrors.Syntax(json, line, JsonPaths.IsSecretWhereReadingFails(text, type.Options)), exception) { Extensions = { ["line"] = line, ["byte"] = (json.BytePositionInLine ?? 0) + 1 } };
        }
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

    private static PayloadTooLarge TooLong(long line, int max) => new($"Line {line} has more than {max} bytes, which is the most that a line of this endpoint may have.");

    private static void CheckMediaType(string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Value?.ToLowerInvariant() is "application/jsonl" or "application/x-ndjson" or "application/ndjson" or "application/x-jsonlines" or "application/json-lines")
            return;
        throw new UnsupportedMediaType($"This endpoint reads JSON Lines, and the body is {(string.IsNullOrEmpty(contentType) ? "of no stated type" : $"'{(contentType.Length <= 100 ? contentType : contentType[..100] + "…")}'")}. Send Content-Type: application/jsonl or application/x-ndjson.");
    }

    /// <summary>The line last taken, from 1, and the number of items before the next.</summary>
    private struct LineCounter
    {
        internal long Line;
        internal long Index;
    }
}
