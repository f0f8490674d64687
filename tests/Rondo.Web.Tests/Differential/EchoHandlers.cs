using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Rondo.Web.Tests.Differential;

/// <summary>Handlers that answer with what the app sees of a request.</summary>
internal static class EchoHandlers
{
    internal static readonly Dictionary<string, RequestDelegate> All = new()
    {
        ["/echo"] = EchoAsync,
        ["/caught"] = CaughtAsync,
        ["/unread"] = UnreadAsync,
        ["/some"] = SomeAsync,
        ["/stop"] = StopAsync,
        ["/pipe"] = PipeAsync,
        ["/pipe-twice"] = PipeTwiceAsync,
        ["/cancel-read"] = CancelReadAsync,
        ["/body"] = BodyAsync,
        ["/parsed"] = ParsedAsync,
        ["/answer-first"] = AnswerFirstAsync,
        ["/early-trailers"] = EarlyTrailersAsync,
        ["/zero-read"] = ZeroReadAsync,
        ["/sync-read"] = SyncReadAsync,
    };

    /// <summary>Everything: line, headers, body, trailers.</summary>
    internal static async Task EchoAsync(HttpContext context)
    {
        var text = new StringBuilder();
        Describe(context, text);
        await AppendBodyAsync(context, text);
        await AnswerAsync(context, text.ToString());
    }

    private static void Describe(HttpContext context, StringBuilder text)
    {
        var request = context.Request;
        text.Append($"method {request.Method}\nscheme {request.Scheme}\nprotocol {request.Protocol}\nbase {request.PathBase.Value}\npath {request.Path.Value}\n");
        text.Append($"target {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}\nquery {request.QueryString.Value}\nhost {request.Host.Value}\n");
        text.Append($"length {request.ContentLength?.ToString(CultureInfo.InvariantCulture) ?? "none"}\nbody {context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody}\n");
        // Sorted: the order of a dictionary is nobody's promise.
        foreach (var header in request.Headers.OrderBy(static header => header.Key, StringComparer.Ordinal))
            text.Append($"[{header.Key}] {string.Join(" | ", header.Value.AsEnumerable())}\n");
    }

    private static async Task AppendBodyAsync(HttpContext context, StringBuilder text)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        text.Append($"read {body.Length}: {Show(body.ToArray())}\n");
        var trailers = context.Features.Get<IHttpRequestTrailersFeature>();
        if (trailers is not { Available: true })
            return;
        text.Append("trailers\n");
        foreach (var trailer in trailers.Trailers.OrderBy(static trailer => trailer.Key, StringComparer.Ordinal))
            text.Append($"[{trailer.Key}] {string.Join(" | ", (IEnumerable<string?>)trailer.Value)}\n");
    }

    /// <summary>A body too long to compare by eye is told by its hash.</summary>
    private static string Show(byte[] body) =>
        body.Length <= 1000 ? Encoding.Latin1.GetString(body) : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(body));

    /// <summary>What reading the body throws.</summary>
    private static async Task CaughtAsync(HttpContext context)
    {
        var text = new StringBuilder();
        try
        {
            await AppendBodyAsync(context, text);
        }
        catch (Exception exception)
        {
            text.Append($"{exception.GetType().Name} {(exception as BadHttpRequestException)?.StatusCode}\n");
        }

        await AnswerAsync(context, text.ToString());
    }

    private static Task UnreadAsync(HttpContext context) => AnswerAsync(context, "unread");

    private static async Task SomeAsync(HttpContext context)
    {
        var buffer = new byte[3];
        var read = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
        await AnswerAsync(context, $"some: {Encoding.Latin1.GetString(buffer, 0, read)}");
    }

    /// <summary>Reads all but the end of the body: the last read, which says that there is no more, is left out.</summary>
    private static async Task StopAsync(HttpContext context)
    {
        var buffer = new byte[5];
        await context.Request.Body.ReadExactlyAsync(buffer);
        await AnswerAsync(context, $"stopped: {Encoding.Latin1.GetString(buffer)}");
    }

    private static async Task PipeAsync(HttpContext context)
    {
        var text = new StringBuilder();
        while (true)
        {
            var result = await context.Request.BodyReader.ReadAsync();
            foreach (var piece in result.Buffer)
                text.Append(Encoding.Latin1.GetString(piece.Span));
            context.Request.BodyReader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                break;
        }

        await AnswerAsync(context, $"piped: {text}");
    }

    /// <summary>Examines without consuming, and then reads the same bytes again.</summary>
    private static async Task PipeTwiceAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var result = await reader.ReadAsync();
        while (!result.IsCompleted)
        {
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await reader.ReadAsync();
        }

        var first = result.Buffer.Length;
        reader.AdvanceTo(result.Buffer.Start);
        result = await reader.ReadAsync();
        var text = $"twice: {first} {result.Buffer.Length}";
        reader.AdvanceTo(result.Buffer.End);
        await AnswerAsync(context, text);
    }

    private static async Task CancelReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        reader.CancelPendingRead();
        var result = await reader.ReadAsync();
        var text = $"cancelled: {result.IsCanceled}";
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.Start);
        var body = new StringBuilder();
        while (true)
        {
            result = await reader.ReadAsync();
            foreach (var piece in result.Buffer)
                body.Append(Encoding.Latin1.GetString(piece.Span));
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                break;
        }

        await AnswerAsync(context, $"{text}, then {body}");
    }

    /// <summary>The body alone, as it came.</summary>
    private static async Task BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.ToArray());
    }

    /// <summary>What ASP.NET makes of target and headers.</summary>
    private static Task ParsedAsync(HttpContext context)
    {
        var request = context.Request;
        var text = new StringBuilder();
        foreach (var (name, value) in request.Query)
            text.Append($"query {name}={value}\n");
        foreach (var (name, value) in request.Cookies)
            text.Append($"cookie {name}={value}\n");
        text.Append($"type {request.ContentType}\nhost {request.Host.Host} {request.Host.Port}\n");
        text.Append($"accept {string.Join(" | ", (IEnumerable<string?>)request.Headers.Accept)}\n");
        return AnswerAsync(context, text.ToString());
    }

    /// <summary>The answer is on its way before the body is read.</summary>
    private static async Task AnswerFirstAsync(HttpContext context)
    {
        await context.Response.WriteAsync("first;");
        await context.Response.Body.FlushAsync();
        var text = new StringBuilder();
        await AppendBodyAsync(context, text);
        await context.Response.WriteAsync(text.ToString());
    }

    private static async Task EarlyTrailersAsync(HttpContext context)
    {
        var feature = context.Features.GetRequiredFeature<IHttpRequestTrailersFeature>();
        string early;
        try
        {
            early = $"{feature.Available} {feature.Trailers.Count}";
        }
        catch (InvalidOperationException exception)
        {
            early = exception.Message;
        }

        await context.Request.Body.CopyToAsync(Stream.Null);
        await AnswerAsync(context, $"early: {early}; late: {feature.Available} {string.Join(' ', feature.Trailers.Select(static trailer => $"{trailer.Key}={trailer.Value}"))}");
    }

    /// <summary>A read into nothing, which waits for bytes and takes none.</summary>
    private static async Task ZeroReadAsync(HttpContext context)
    {
        var zero = await context.Request.Body.ReadAsync(Memory<byte>.Empty);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await AnswerAsync(context, $"{zero}, then {body.Length}");
    }

    private static async Task SyncReadAsync(HttpContext context)
    {
        string answer;
        try
        {
            answer = $"{context.Request.Body.ReadByte()}";
        }
        catch (InvalidOperationException exception)
        {
            answer = exception.Message;
        }

        await AnswerAsync(context, answer);
    }

    private static Task AnswerAsync(HttpContext context, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }
}
