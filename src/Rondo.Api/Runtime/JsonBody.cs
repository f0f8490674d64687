using System.Buffers;
using System.ComponentModel;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Sync;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: a JSON body, and everything that is wrong with it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonBody
{
    /// <summary>Bodies beyond this many bytes are deserialized on a worker thread. At some 10 ns a byte a smaller one takes its loop 3 ms.</summary>
    private const int LargeBody = 256 * 1024;

    /// <summary>One large body of a loop at a time, so that together they do not take more processors than there are loops.</summary>
    private static readonly LoopLocal<CapacityLimiter> s_large = new(static () => new CapacityLimiter(1));

    /// <summary>Reads the body as <typeparamref name="T"/>; what is wrong with it goes to <paramref name="report"/>.</summary>
    /// <exception cref="UnsupportedMediaType">It does not say that it is JSON in UTF-8.</exception>
    public static ValueTask<T?> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> json, bool optional, ErrorReport report, TypeChecks checks)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || http.Request.ContentLength == 0)
        {
            if (!optional)
                report.Record(InputLocation.Body, "", "missing", "A JSON body is required.", null);
            return default;
        }

        CheckContentType(http.Request);
        var reader = http.Request.BodyReader;
        // Small bodies arrive with their headers: no state machine for them.
        return reader.TryRead(out var result) && result.IsCompleted && result.Buffer.Length <= LargeBody
            ? new ValueTask<T?>(Finish(reader, result.Buffer, json, report, checks))
            : ReadRestAsync(http, reader, result, json, report, checks);
    }

    private static async ValueTask<T?> ReadRestAsync<T>(HttpContext http, PipeReader reader, ReadResult result, JsonTypeInfo<T> json, ErrorReport report, TypeChecks checks)
    {
        using var body = new BodyBuffer(http);
        while (true)
        {
            try
            {
                body.Write(result.Buffer);
            }
            finally
            {
                // Nothing was read at all where TryRead had nothing, and then there is nothing to advance over.
                if (!result.Buffer.IsEmpty || result.IsCompleted)
                    reader.AdvanceTo(result.Buffer.End);
            }

            if (result.IsCompleted)
            {
                var written = body.Written;
                return written.Length <= LargeBody || EventLoop.TryCurrent is null
                    ? Parse(written, json, report, checks)
                    : await Offload.RunAsync(() => Parse(written, json, report, checks), s_large.Value);
            }

            result = await reader.ReadAsync();
        }
    }

    private static T? Finish<T>(PipeReader reader, ReadOnlySequence<byte> body, JsonTypeInfo<T> json, ErrorReport report, TypeChecks checks)
    {
        try
        {
            return Parse(body, json, report, checks);
        }
        finally
        {
            reader.AdvanceTo(body.End);
        }
    }

    internal static T? Parse<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> json, ErrorReport report, TypeChecks checks)
    {
        if (body.Length >= 3 && body.Slice(0, 3).ToArray() is [0xEF, 0xBB, 0xBF])
            body = body.Slice(3); // a byte order mark, which some clients send
        try
        {
            var reader = new Utf8JsonReader(body, BodyDiagnosis.ReaderOptions(json.Options));
            var value = JsonSerializer.Deserialize(ref reader, json);
            if (reader.Read())
                throw new JsonException("There is more than one JSON value.", "$", null, null);
            if (value is null)
                report.Record(InputLocation.Body, "", "missing", "The body must not be null.", null);
            return value;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            // Also what the types' own constructors and setters throw.
            BodyDiagnosis.Run(body, json, exception, report, checks);
            return default;
        }
    }

    private static void CheckContentType(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new UnsupportedMediaType($"The endpoint reads JSON (application/json), not {(request.ContentType is { } type ? ErrorReport.Cut(type) : "a body without a content type")}.");
        if (request.GetTypedHeaders().ContentType is { Charset: { HasValue: true } charset } && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
            throw new UnsupportedMediaType($"The endpoint reads JSON in UTF-8, not in {ErrorReport.Cut(charset.Value)}.");
    }
}
