using System.ComponentModel;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Rondo.Api.JsonReading;
using Rondo.Api.Secrets;

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
    /// <exception cref="InvalidInput">A line is no JSON, or not of the type; its extension <c>line</c> says which.</exception>
    /// <exception cref="PayloadTooLarge">A line is too long.</exception>
    public static IAsyncEnumerable<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, int maxLineBytes = DefaultMaxLineBytes)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLineBytes, 1);
        return ReadAsync(context, new JsonInput<T>(type, new InputShape(1)), ask: null, maxLineBytes);
    }

    /// <summary>Reads the lines, each validated before the next is read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="input">How a line is read and validated.</param>
    /// <param name="ask">Asks the validator functions about a line whose constraints hold; null for none.</param>
    /// <param name="maxLineBytes">How long a line may be.</param>
    internal static IAsyncEnumerable<T> ReadAsync<T>(HttpContext context, JsonInput<T> input, Func<T, ErrorReport, ValueTask>? ask,
        int maxLineBytes = DefaultMaxLineBytes)
    {
        CheckMediaType(context.Request.ContentType);
        return Read(context.Request.BodyReader, new LineReading<T>(input, maxLineBytes), ask, CancelScope.Current?.Token
            ?? context.RequestAborted);
    }

    private static async IAsyncEnumerable<T> Read<T>(
        PipeReader reader, LineReading<T> lines, Func<T, ErrorReport, ValueTask>? ask, CancellationToken request,
            [EnumeratorCancellation] CancellationToken token = default)
    {
        token = token.CanBeCanceled ? token : request;
        var burst = 0;
        while (true)
        {
            var result = await reader.ReadAsync(token);
            var buffer = result.Buffer;
            var found = false;
            T? item;
            try
            {
                found = lines.TryTakeItem(ref buffer, result.IsCompleted, out item);
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
            if (ask is not null && item is not null)
                await lines.AskAsync(ask, item);
            yield return item!;
            if (++burst < LongestBurst)
                continue;
            burst = 0;
            await EventLoop.Yield();
        }
    }

    private static void CheckMediaType(string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Value?.ToLowerInvariant() is "application/jsonl" or "application/x-ndjson"
            or "application/ndjson" or "application/x-jsonlines" or "application/json-lines")
            return;
        throw new UnsupportedMediaType(
            $"This endpoint reads JSON Lines, and the body is "
                + $"{(string.IsNullOrEmpty(contentType) ? "of no stated type" : $"'{Shortened.To(contentType, 100)}'")}. "
                + "Send Content-Type: application/jsonl or application/x-ndjson.");
    }
}
