using System.Buffers;
using System.ComponentModel;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Rondo.Api.Responses;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: a handler's value becomes the response.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Respond
{
    private const int FlushAbove = 32 * 1024;

    private static readonly Type s_streamWriter = PipeWriter.Create(Stream.Null).GetType();

    /// <summary>Serializes as the declared type, without sending: what fails after this can still become an error.</summary>
    public static PendingJson Serialize<T>(T value, JsonTypeInfo<T> json)
    {
        var pending = PendingJson.Rent(json.Options);
        try
        {
            JsonSerializer.Serialize(pending.Writer, value, json);
            pending.Writer.Flush();
            return pending;
        }
        catch
        {
            pending.Dispose();
            throw;
        }
    }

    /// <summary>Sends JSON.</summary>
    public static Task JsonAsync<T>(HttpContext http, T value, JsonTypeInfo<T> json, int status)
    {
        using var pending = Serialize(value, json);
        return SendAsync(http, pending, status);
    }

    /// <summary>Sends what was serialized.</summary>
    public static Task SendAsync(HttpContext http, PendingJson pending, int status) =>
        BytesAsync(http, pending.Written, "application/json; charset=utf-8", status);

    /// <summary>Plain text; null is no content.</summary>
    public static Task TextAsync(HttpContext http, string? text, int status, string contentType = "text/plain; charset=utf-8")
    {
        if (text is null)
            return NothingAsync(http, StatusCodes.Status204NoContent);
        return BytesAsync(http, Encoding.UTF8.GetBytes(text), contentType, status);
    }

    /// <summary>A page; null is no content.</summary>
    public static Task HtmlAsync(HttpContext http, Html? page, int status) =>
        TextAsync(http, page is { } some ? some.Text ?? "" : null, status, "text/html; charset=utf-8");

    /// <summary>No body, unless the handler has written one.</summary>
    public static Task NothingAsync(HttpContext http, int status)
    {
        var response = http.Response;
        if (!response.HasStarted && response.ContentType is null && response.ContentLength is null)
            SetStatus(response, status);
        return Task.CompletedTask;
    }

    /// <summary>Bytes; null is no content.</summary>
    public static Task BytesAsync(HttpContext http, byte[]? bytes, string contentType, int status) =>
        bytes is null ? NothingAsync(http, StatusCodes.Status204NoContent) : BytesAsync(http, bytes.AsSpan(), contentType, status);

    /// <summary>Bytes.</summary>
    public static Task BytesAsync(HttpContext http, ReadOnlySpan<byte> bytes, string contentType, int status)
    {
        var response = http.Response;
        SetStatus(response, status);
        response.ContentType ??= contentType;
        response.ContentLength = bytes.Length;
        if (HttpMethods.IsHead(http.Request.Method))
            return Task.CompletedTask;
        var writer = response.BodyWriter;
        writer.Write(bytes);
        // The server sends what was written when the handler ends; only large bodies wait for the client before. Middleware that
        // has put a stream in the server's place,
        // the output cache for instance, sees nothing before a flush.
        return bytes.Length > FlushAbove || writer.GetType() == s_streamWriter ? writer.FlushAsync().AsTask() : Task.CompletedTask;
    }

    /// <summary>A stream to its end, as fast as the client takes it; then disposes it.</summary>
    public static async Task StreamAsync(HttpContext http, Stream? stream, int status)
    {
        if (stream is null)
        {
            await NothingAsync(http, StatusCodes.Status204NoContent);
            return;
        }

        await using (stream)
        {
            SetStatus(http.Response, status);
            http.Response.ContentType ??= "application/octet-stream";
            if (stream.CanSeek)
                http.Response.ContentLength = stream.Length - stream.Position;
            if (!HttpMethods.IsHead(http.Request.Method))
                await stream.CopyToAsync(http.Response.Body, CancelScope.Current?.Token ?? http.RequestAborted);
        }
    }

    /// <summary>A result of ASP.NET's.</summary>
    public static Task ResultAsync(HttpContext http, IResult? result) =>
        LoopResult.Of(http, result ?? throw NoResult(http.Request)).ExecuteAsync(http);

    private static InvalidOperationException NoResult(HttpRequest request) =>
        new($"The handler of {request.Method} {request.Path} returned null instead of a result.");

    /// <summary>Sets the status of a success, unless the handler has chosen one.</summary>
    internal static void SetStatus(HttpResponse response, int status)
    {
        if (response.StatusCode == StatusCodes.Status200OK)
            response.StatusCode = status;
    }
}
