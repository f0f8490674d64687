using System.Buffers;
using System.ComponentModel;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Api.Bodies;
using Rondo.Api.Secrets;
using Rondo.Sync;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: a JSON body, and everything that is wrong with it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class JsonBody
{
    /// <summary>
    /// Bodies beyond this many bytes are deserialized on a worker thread. At some 10 ns a byte a smaller one takes its loop 3 ms.
    /// </summary>
    private const int LargeBody = 256 * 1024;

    /// <summary>One large body of a loop at a time, so that together they do not take more processors than there are loops.</summary>
    private static readonly LoopLocal<CapacityLimiter> s_large = new(static () => new CapacityLimiter(1));

    /// <summary>Reads the body as <typeparamref name="T"/>; what is wrong with it goes to <paramref name="report"/>.</summary>
    /// <exception cref="UnsupportedMediaType">It does not say that it is JSON in UTF-8.</exception>
    public static ValueTask<T?> ReadAsync<T>(HttpContext http, JsonInput<T> input, ErrorReport report)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || http.Request.ContentLength == 0)
        {
            if (!input.IsNullable)
                report.Record(InputLocation.Body, "", "missing", "A JSON body is required.", null);
            return default;
        }

        CheckContentType(http.Request);
        var reader = http.Request.BodyReader;
        // Small bodies arrive with their headers: no state machine for them.
        return reader.TryRead(out var result) && result.IsCompleted && result.Buffer.Length <= LargeBody
            ? new ValueTask<T?>(Finish(reader, result.Buffer, input, report))
            : ReadRestAsync(http, reader, result, input, report);
    }

    private static async ValueTask<T?> ReadRestAsync<T>(HttpContext http, PipeReader reader, ReadResult result, JsonInput<T> input,
        ErrorReport report)
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
                    ? Parse(written, input, report)
                    : await Offload.RunAsync(() => Parse(written, input, report), s_large.Value);
            }

            result = await reader.ReadAsync();
        }
    }

    private static T? Finish<T>(PipeReader reader, ReadOnlySequence<byte> body, JsonInput<T> input, ErrorReport report)
    {
        try
        {
            return Parse(body, input, report);
        }
        finally
        {
            reader.AdvanceTo(body.End);
        }
    }

    internal static T? Parse<T>(ReadOnlySequence<byte> body, JsonInput<T> input, ErrorReport report)
    {
        if (body.Length >= 3 && body.Slice(0, 3).ToArray() is [0xEF, 0xBB, 0xBF])
            body = body.Slice(3); // a byte order mark, which some clients send
        if (input.TryRead(body, out var value, out var cause))
            return value;
        report.At(InputLocation.Body);
        input.Diagnose(body, cause, report);
        return value;
    }

    private static void CheckContentType(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            throw new UnsupportedMediaType(
                $"The endpoint reads JSON (application/json), not "
                    + $"{(request.ContentType is { } type ? Shortened.To(type) : "a body without a content type")}.");
        if (request.GetTypedHeaders().ContentType is { Charset: { HasValue: true } charset }
            && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            && !charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase))
            throw new UnsupportedMediaType($"The endpoint reads JSON in UTF-8, not in {Shortened.To(charset.Value)}.");
    }
}
