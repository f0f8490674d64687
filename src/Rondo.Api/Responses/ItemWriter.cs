using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Rondo.Api.Responses;
using Rondo.Api.Secrets;

namespace Rondo.Api.Runtime;

/// <summary>Writes what a handler yields; for generated code.</summary>
/// <remarks>
/// On the request's loop. The client's disconnect cancels the enumeration, and its cleanup runs. A failure of the source before anything
/// was sent is thrown; after that it is logged, and the connection is cut.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ItemWriter
{
    private const string Json = "application/json";
    private const string JsonLines = "application/jsonl";
    private const string NdJson = "application/x-ndjson";

    /// <summary>Writes each item as the data of a server-sent event: a string as it is, anything else as JSON.</summary>
    /// <param name="context">The request.</param>
    /// <param name="source">The items.</param>
    /// <param name="type">How an item is serialized.</param>
    /// <param name="options">Heartbeat and opening; null for the defaults.</param>
    public static Task WriteEventsAsync<T>(HttpContext context, IAsyncEnumerable<T> source, JsonTypeInfo<T> type,
        EventStreamOptions? options = null) =>
        Events(context, source, new EventFormat<T>(type), options);

    /// <summary>Writes server-sent events with their ids and names.</summary>
    /// <inheritdoc cref="WriteEventsAsync{T}(HttpContext, IAsyncEnumerable{T}, JsonTypeInfo{T}, EventStreamOptions?)"/>
    public static Task WriteEventsAsync<T>(HttpContext context, IAsyncEnumerable<ServerEvent<T>> source, JsonTypeInfo<T> type,
        EventStreamOptions? options = null) =>
        Events(context, source, new ServerEventFormat<T>(type), options);

    /// <summary>Writes each item as a line of JSON.</summary>
    /// <inheritdoc cref="WriteEventsAsync{T}(HttpContext, IAsyncEnumerable{T}, JsonTypeInfo{T}, EventStreamOptions?)"/>
    public static Task WriteJsonLinesAsync<T>(HttpContext context, IAsyncEnumerable<T> source, JsonTypeInfo<T> type) =>
        new ItemStream<T>(context, new JsonLinesFormat<T>(type, JsonLines)).RunAsync(source);

    /// <summary>Writes the items as one JSON array.</summary>
    /// <inheritdoc cref="WriteEventsAsync{T}(HttpContext, IAsyncEnumerable{T}, JsonTypeInfo{T}, EventStreamOptions?)"/>
    public static Task WriteJsonArrayAsync<T>(HttpContext context, IAsyncEnumerable<T> source, JsonTypeInfo<T> type) =>
        new ItemStream<T>(context, new JsonArrayFormat<T>(type)).RunAsync(source);

    /// <summary>
    /// Writes the items as the client asks: a JSON array (also where it does not say), JSON Lines, or server-sent events.
    /// </summary>
    /// <exception cref="NotAcceptable">The client accepts none of them.</exception>
    /// <inheritdoc cref="WriteEventsAsync{T}(HttpContext, IAsyncEnumerable{T}, JsonTypeInfo{T}, EventStreamOptions?)"/>
    public static Task WriteNegotiatedAsync<T>(HttpContext context, IAsyncEnumerable<T> source, JsonTypeInfo<T> type,
        EventStreamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.Append("Vary", "Accept");
        return MediaNegotiation.Choose(context.Request, [Json, JsonLines, NdJson, EventFormat.ContentType]) switch
        {
            Json => WriteJsonArrayAsync(context, source, type),
            EventFormat.ContentType => WriteEventsAsync(context, source, type, options),
            { } lines => new ItemStream<T>(context, new JsonLinesFormat<T>(type, lines)).RunAsync(source),
            null => throw new NotAcceptable(
                $"This endpoint answers with {Json}, {JsonLines}, {NdJson} or {EventFormat.ContentType}, and none of them is "
                    + $"in the Accept header '{Shortened.To(context.Request.Headers.Accept.ToString())}'."),
        };
    }

    private static Task Events<T>(HttpContext context, IAsyncEnumerable<T> source, ItemFormat<T> format, EventStreamOptions? options)
    {
        options ??= EventStreamOptions.Default;
        options.Validate();
        return new EventStream<T>(context, format, options).RunAsync(source);
    }
}
