using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Rondo.Web.Tests.Differential;

/// <summary>Handlers that answer in every way there is, as they should.</summary>
internal static class ResponseHandlers
{
    /// <summary>What is sent as a file: 100 bytes.</summary>
    internal static readonly string File = CreateFile();

    internal static readonly Dictionary<string, RequestDelegate> All = new()
    {
        ["/empty"] = static _ => Task.CompletedTask,
        ["/length"] = static context =>
        {
            context.Response.ContentLength = 5;
            return context.Response.WriteAsync("hello");
        },
        ["/length-zero"] = static context =>
        {
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        },
        ["/length-only"] = static context =>
        {
            context.Response.ContentLength = 5;
            return Task.CompletedTask;
        },
        ["/chunked"] = static context => context.Response.WriteAsync("hello"),
        ["/chunks"] = static async context =>
        {
            for (var i = 0; i < 5; i++)
            {
                await context.Response.WriteAsync($"chunk {i};");
                await context.Response.Body.FlushAsync();
            }
        },
        ["/empty-writes"] = static async context =>
        {
            await context.Response.Body.WriteAsync(ReadOnlyMemory<byte>.Empty);
            await context.Response.WriteAsync("between");
            await context.Response.Body.WriteAsync(ReadOnlyMemory<byte>.Empty);
            await context.Response.Body.FlushAsync();
            await context.Response.Body.WriteAsync(ReadOnlyMemory<byte>.Empty);
        },
        ["/large"] = static context => context.Response.WriteAsync(new string('x', 100_000)),
        ["/large-length"] = static context =>
        {
            context.Response.ContentLength = 100_000;
            return context.Response.WriteAsync(new string('x', 100_000));
        },
        ["/204"] = static context => Status(context, 204),
        ["/205"] = static context => Status(context, 205),
        ["/304"] = static context => Status(context, 304),
        ["/304-length"] = static context =>
        {
            context.Response.StatusCode = 304;
            context.Response.ContentLength = 5;
            return Task.CompletedTask;
        },
        ["/304-etag"] = static context =>
        {
            context.Response.Headers.ETag = "\"1\"";
            return Status(context, 304);
        },
        ["/200-length-zero-flush"] = static async context =>
        {
            await context.Response.Body.FlushAsync();
        },
        ["/418"] = static context => Status(context, 418),
        ["/299"] = static context => Status(context, 299),
        ["/999"] = static context => Status(context, 999),
        ["/404-body"] = static context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("not here");
        },
        ["/reason"] = static context =>
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "All Is Well";
            return context.Response.WriteAsync("reason");
        },
        ["/redirect"] = static context =>
        {
            context.Response.Redirect("/elsewhere?a=b c", permanent: true);
            return Task.CompletedTask;
        },
        ["/headers"] = static context =>
        {
            var headers = context.Response.Headers;
            headers.ContentType = "text/plain; charset=utf-8";
            headers.ETag = "W/\"1\"";
            headers.CacheControl = "no-store";
            headers["X-Custom"] = "one";
            headers["x-lower"] = "two";
            headers.Append("Vary", "Accept");
            headers.Append("Vary", "Origin");
            headers["X-Empty"] = "";
            headers["X-Spaced"] = " padded ";
            headers["X-Many"] = new(["a", "b", "c"]);
            return context.Response.WriteAsync("headers");
        },
        ["/cookies"] = static context =>
        {
            context.Response.Cookies.Append("a", "1");
            context.Response.Cookies.Append("b", "2; x", new CookieOptions { HttpOnly = true, Path = "/p", MaxAge = TimeSpan.FromHours(1), SameSite = SameSiteMode.Lax });
            context.Response.Cookies.Delete("c");
            return context.Response.WriteAsync("cookies");
        },
        ["/own-date"] = static context =>
        {
            context.Response.Headers.Date = "yesterday";
            return context.Response.WriteAsync("dated");
        },
        ["/own-server"] = static context =>
        {
            context.Response.Headers.Server = "mine";
            return context.Response.WriteAsync("served");
        },
        ["/no-server"] = static context =>
        {
            context.Response.Headers.Remove("Server");
            return context.Response.WriteAsync("unnamed");
        },
        ["/close"] = static context =>
        {
            context.Response.Headers.Connection = "close";
            return context.Response.WriteAsync("last");
        },
        ["/close-length"] = static context =>
        {
            context.Response.Headers.Connection = "close";
            context.Response.ContentLength = 4;
            return context.Response.WriteAsync("last");
        },
        ["/keep-alive"] = static context =>
        {
            context.Response.Headers.Connection = "keep-alive";
            return context.Response.WriteAsync("more");
        },
        ["/connection-other"] = static context =>
        {
            context.Response.Headers.Connection = "X-Other";
            return context.Response.WriteAsync("other");
        },
        ["/own-chunked"] = static context =>
        {
            context.Response.Headers.TransferEncoding = "chunked";
            return context.Response.WriteAsync("4\r\nmine\r\n0\r\n\r\n");
        },
        ["/own-identity"] = static context =>
        {
            context.Response.Headers.TransferEncoding = "identity";
            return context.Response.WriteAsync("identity");
        },
        ["/own-gzip"] = static context =>
        {
            context.Response.Headers.TransferEncoding = "gzip";
            return context.Response.WriteAsync("not really");
        },
        ["/start"] = static async context =>
        {
            await context.Response.StartAsync();
            await context.Response.WriteAsync($"started {context.Response.HasStarted}");
        },
        ["/start-only"] = static context => context.Response.StartAsync(),
        ["/start-length"] = static async context =>
        {
            context.Response.ContentLength = 3;
            await context.Response.StartAsync();
            await context.Response.WriteAsync("abc");
        },
        ["/complete"] = static async context =>
        {
            await context.Response.WriteAsync("complete");
            await context.Response.CompleteAsync();
        },
        ["/complete-only"] = static context => context.Response.CompleteAsync(),
        ["/complete-early"] = static async context =>
        {
            await context.Response.WriteAsync("early");
            await context.Response.CompleteAsync();
            await Task.Yield();
        },
        ["/complete-length"] = static async context =>
        {
            context.Response.ContentLength = 3;
            await context.Response.WriteAsync("abc");
            await context.Response.CompleteAsync();
        },
        ["/trailers"] = static async context =>
        {
            context.Response.DeclareTrailer("X-Sum");
            await context.Response.WriteAsync("with trailers");
            context.Response.AppendTrailer("X-Sum", "42");
            context.Response.AppendTrailer("X-Also", "yes");
        },
        ["/trailers-empty"] = static async context =>
        {
            await context.Response.StartAsync();
            context.Response.AppendTrailer("X-Sum", "0");
        },
        ["/trailers-supported"] = static context => context.Response.WriteAsync($"{context.Response.SupportsTrailers()} {context.Features.Get<IHttpResponseTrailersFeature>() is not null}"),
        ["/trailers-length"] = static async context =>
        {
            context.Response.ContentLength = 3;
            await context.Response.WriteAsync("abc");
            if (context.Response.SupportsTrailers())
                context.Response.AppendTrailer("X-Sum", "42");
        },
        ["/file"] = static context => context.Response.SendFileAsync(File),
        ["/file-part"] = static context => context.Response.SendFileAsync(File, 10, 20),
        ["/file-length"] = static async context =>
        {
            context.Response.ContentLength = 104;
            await context.Response.WriteAsync("<<");
            await context.Response.SendFileAsync(File);
            await context.Response.WriteAsync(">>");
        },
        ["/file-empty"] = static context => context.Response.SendFileAsync(File, 100, 0),
        ["/pipe-writer"] = static async context =>
        {
            var writer = context.Response.BodyWriter;
            "piped "u8.CopyTo(writer.GetSpan(6));
            writer.Advance(6);
            await writer.FlushAsync();
            "again"u8.CopyTo(writer.GetMemory(5).Span);
            writer.Advance(5);
        },
        ["/pipe-complete"] = static async context =>
        {
            await context.Response.BodyWriter.WriteAsync("completed"u8.ToArray());
            await context.Response.BodyWriter.CompleteAsync();
        },
        ["/pipe-start"] = static async context =>
        {
            await context.Response.StartAsync();
            var writer = context.Response.BodyWriter;
            "after start"u8.CopyTo(writer.GetSpan(20));
            writer.Advance(11);
            await context.Response.WriteAsync(", then a stream");
        },
        ["/pipe-many"] = static async context =>
        {
            var writer = context.Response.BodyWriter;
            for (var i = 0; i < 2000; i++)
            {
                var length = Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture), writer.GetSpan(10));
                writer.Advance(length);
            }

            await writer.FlushAsync();
        },
        ["/pipe-unflushed"] = static context =>
        {
            "unflushed"u8.CopyTo(context.Response.BodyWriter.GetSpan(9));
            context.Response.BodyWriter.Advance(9);
            return Task.CompletedTask;
        },
        ["/pipe-zero"] = static async context =>
        {
            context.Response.BodyWriter.GetMemory(10);
            context.Response.BodyWriter.Advance(0);
            await context.Response.BodyWriter.FlushAsync();
        },
        ["/on-starting"] = static context =>
        {
            context.Response.OnStarting(() => Header(context, "second"));
            context.Response.OnStarting(() => Header(context, "first"));
            return context.Response.WriteAsync("starting");
        },
        ["/on-starting-empty"] = static context =>
        {
            context.Response.OnStarting(() => Header(context, "only"));
            return Task.CompletedTask;
        },
        ["/on-starting-status"] = static context =>
        {
            context.Response.OnStarting(() => Status(context, 202));
            return context.Response.WriteAsync("accepted");
        },
        ["/on-starting-async"] = static context =>
        {
            context.Response.OnStarting(async () =>
            {
                await Task.Yield();
                context.Response.Headers.Append("X-Order", "later");
            });
            return context.Response.WriteAsync("starting");
        },
        ["/on-completed"] = static context =>
        {
            context.Response.OnCompleted(static () => throw new InvalidOperationException("after all is said"));
            return context.Response.WriteAsync("completed");
        },
        ["/register-dispose"] = static context =>
        {
            context.Response.RegisterForDispose(new MemoryStream());
            return context.Response.WriteAsync("disposed of later");
        },
        ["/replaced-body"] = static async context =>
        {
            var original = context.Response.Body;
            using var buffer = new MemoryStream();
            context.Response.Body = buffer;
            await context.Response.WriteAsync("buffered");
            context.Response.Body = original;
            context.Response.ContentLength = buffer.Length;
            buffer.Position = 0;
            await buffer.CopyToAsync(original);
        },
        ["/cleared"] = static context =>
        {
            context.Response.StatusCode = 500;
            context.Response.Headers["X-Gone"] = "1";
            context.Response.Clear();
            return context.Response.WriteAsync("cleared");
        },
        ["/utf8"] = static context => context.Response.WriteAsync("grüße", Encoding.UTF8),
        ["/yield"] = static async context =>
        {
            await Task.Yield();
            await context.Response.WriteAsync("later");
        },
        ["/disable-buffering"] = static async context =>
        {
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.WriteAsync("unbuffered");
        },
        ["/100"] = static context => Status(context, 100),
        ["/101"] = static context => Status(context, 101),
        ["/102"] = static context => Status(context, 102),
    };

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Header(HttpContext context, string value)
    {
        context.Response.Headers.Append("X-Order", value);
        return Task.CompletedTask;
    }

    private static string CreateFile()
    {
        var path = Path.Combine(Path.GetTempPath(), "rondo-differential.txt");
        System.IO.File.WriteAllText(path, string.Concat(Enumerable.Range(0, 10).Select(static i => $"line {i}...\n"[..10])));
        return path;
    }
}
