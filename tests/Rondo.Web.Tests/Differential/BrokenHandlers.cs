using Microsoft.AspNetCore.Http.Features;

namespace Rondo.Web.Tests.Differential;

/// <summary>Handlers that go wrong, and what the client gets of it.</summary>
internal static class BrokenHandlers
{
    internal static readonly Dictionary<string, RequestDelegate> All = new()
    {
        ["/throw"] = static _ => throw new InvalidOperationException("broken"),
        ["/throw-async"] = static async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("broken");
        },
        ["/throw-status"] = static _ => throw new BadHttpRequestException("as it says", 409),
        ["/throw-after-headers"] = static context =>
        {
            context.Response.StatusCode = 201;
            context.Response.Headers["X-Gone"] = "1";
            context.Response.ContentLength = 10;
            throw new InvalidOperationException("broken");
        },
        ["/throw-after-write"] = static async context =>
        {
            await context.Response.WriteAsync("some");
            throw new InvalidOperationException("broken");
        },
        ["/throw-after-flush"] = static async context =>
        {
            await context.Response.WriteAsync("some");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException("broken");
        },
        ["/throw-after-length"] = static async context =>
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync("some");
            throw new InvalidOperationException("broken");
        },
        ["/throw-after-all"] = static async context =>
        {
            context.Response.ContentLength = 4;
            await context.Response.WriteAsync("some");
            throw new InvalidOperationException("broken");
        },
        ["/throw-after-start"] = static async context =>
        {
            await context.Response.StartAsync();
            throw new InvalidOperationException("broken");
        },
        ["/throw-after-complete"] = static async context =>
        {
            await context.Response.WriteAsync("complete");
            await context.Response.CompleteAsync();
            throw new InvalidOperationException("broken");
        },
        ["/throw-unflushed"] = static context =>
        {
            "unflushed"u8.CopyTo(context.Response.BodyWriter.GetSpan(9));
            context.Response.BodyWriter.Advance(9);
            throw new InvalidOperationException("broken");
        },
        ["/throw-cancelled"] = static _ => throw new OperationCanceledException("for no reason"),
        ["/throw-in-starting"] = static context =>
        {
            context.Response.OnStarting(static () => throw new InvalidOperationException("broken"));
            return context.Response.WriteAsync("never");
        },
        ["/throw-in-starting-empty"] = static context =>
        {
            context.Response.OnStarting(static () => throw new InvalidOperationException("broken"));
            return Task.CompletedTask;
        },
        ["/short"] = static context =>
        {
            context.Response.ContentLength = 10;
            return context.Response.WriteAsync("short");
        },
        ["/short-flushed"] = static async context =>
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync("short");
            await context.Response.Body.FlushAsync();
        },
        ["/short-started"] = static async context =>
        {
            context.Response.ContentLength = 10;
            await context.Response.StartAsync();
        },
        ["/short-complete"] = static async context =>
        {
            context.Response.ContentLength = 10;
            await context.Response.WriteAsync("short");
            await context.Response.CompleteAsync();
        },
        ["/long"] = static context =>
        {
            context.Response.ContentLength = 3;
            return context.Response.WriteAsync("too long");
        },
        ["/long-second"] = static async context =>
        {
            context.Response.ContentLength = 3;
            await context.Response.WriteAsync("abc");
            await context.Response.WriteAsync("d");
        },
        ["/long-caught"] = static async context =>
        {
            context.Response.ContentLength = 3;
            await context.Response.WriteAsync("abc");
            await Assert.ThrowsAsync<InvalidOperationException>(() => context.Response.WriteAsync("d"));
        },
        ["/long-pipe"] = static async context =>
        {
            context.Response.ContentLength = 3;
            await context.Response.BodyWriter.WriteAsync("abcd"u8.ToArray());
        },
        ["/204-body"] = static context => Written(context, 204),
        ["/205-body"] = static context => Written(context, 205),
        ["/304-body"] = static context => Written(context, 304),
        ["/204-length"] = static context =>
        {
            context.Response.StatusCode = 204;
            context.Response.ContentLength = 5;
            return Task.CompletedTask;
        },
        ["/204-chunked"] = static context =>
        {
            context.Response.StatusCode = 204;
            context.Response.Headers.TransferEncoding = "chunked";
            return Task.CompletedTask;
        },
        ["/204-flush"] = static context =>
        {
            context.Response.StatusCode = 204;
            return context.Response.Body.FlushAsync();
        },
        ["/304-flush"] = static context =>
        {
            context.Response.StatusCode = 304;
            return context.Response.Body.FlushAsync();
        },
        ["/bad-status"] = static context =>
        {
            context.Response.StatusCode = 42;
            return context.Response.WriteAsync("?");
        },
        ["/status-late"] = static context => Refused(context, static context => context.Response.StatusCode = 404),
        ["/reason-late"] = static context => Refused(context, static context => context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "late"),
        ["/header-late"] = static context => Refused(context, static context => context.Response.Headers["X-Late"] = "1"),
        ["/length-late"] = static context => Refused(context, static context => context.Response.ContentLength = 1),
        ["/starting-late"] = static context => Refused(context, static context => context.Response.OnStarting(static () => Task.CompletedTask)),
        ["/completed-late"] = static async context =>
        {
            await context.Response.StartAsync();
            context.Response.OnCompleted(static () => Task.CompletedTask);
            await context.Response.WriteAsync("allowed");
        },
        ["/header-crlf"] = static context => Thrown(context, static headers => headers["X-Bad"] = "a\r\nX-Injected: 1"),
        ["/header-lf"] = static context => Thrown(context, static headers => headers["X-Bad"] = "a\nb"),
        ["/header-cr"] = static context => Thrown(context, static headers => headers["X-Bad"] = "a\rb"),
        ["/header-nul"] = static context => Thrown(context, static headers => headers["X-Bad"] = "a\0b"),
        ["/header-tab"] = static context => Thrown(context, static headers => headers["X-Tab"] = "a\tb"),
        ["/header-del"] = static context => Thrown(context, static headers => headers["X-Bad"] = "a\u007fb"),
        ["/header-umlaut"] = static context => Thrown(context, static headers => headers["X-Bad"] = "ü"),
        ["/header-known-crlf"] = static context => Thrown(context, static headers => headers.ETag = "a\r\nX-Injected: 1"),
        ["/header-name"] = static context => Thrown(context, static headers => headers["X Bad"] = "1"),
        ["/header-name-colon"] = static context => Thrown(context, static headers => headers["X:Bad"] = "1"),
        ["/header-name-umlaut"] = static context => Thrown(context, static headers => headers["Xü"] = "1"),
        ["/header-name-empty"] = static context => Thrown(context, static headers => headers[""] = "1"),
        ["/length-negative"] = static context => Thrown(context, static headers => headers.ContentLength = -1),
        ["/length-text"] = static context => Thrown(context, static headers => headers["Content-Length"] = "five"),
        ["/trailer-crlf"] = static async context =>
        {
            await context.Response.WriteAsync("body");
            try
            {
                context.Response.AppendTrailer("X-Sum", "a\r\nb");
            }
            catch (InvalidOperationException)
            {
                await context.Response.WriteAsync(" refused");
            }
        },
        ["/abort"] = static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        },
        ["/abort-after-flush"] = static async context =>
        {
            await context.Response.WriteAsync("some");
            await context.Response.Body.FlushAsync();
            context.Abort();
        },
        ["/abort-then-write"] = static async context =>
        {
            context.Abort();
            await context.Response.WriteAsync("into the void");
        },
        ["/reset"] = static context =>
        {
            var reset = context.Features.Get<IHttpResetFeature>();
            return context.Response.WriteAsync($"reset {reset is not null}");
        },
        ["/write-after-complete"] = static async context =>
        {
            await context.Response.WriteAsync("a");
            await context.Response.CompleteAsync();
            await context.Response.WriteAsync("b");
        },
        ["/pipe-after-complete"] = static async context =>
        {
            await context.Response.BodyWriter.WriteAsync("a"u8.ToArray());
            await context.Response.BodyWriter.CompleteAsync();
            await context.Response.BodyWriter.WriteAsync("b"u8.ToArray());
        },
        ["/pipe-complete-error"] = static async context =>
        {
            await context.Response.BodyWriter.WriteAsync("a"u8.ToArray());
            await context.Response.BodyWriter.CompleteAsync(new InvalidOperationException("broken"));
        },
        ["/sync-write"] = static context =>
        {
            context.Response.Body.Write("sync"u8);
            return Task.CompletedTask;
        },
        ["/file-missing"] = static context => context.Response.SendFileAsync("/no/such/file"),
        ["/file-range"] = static context => context.Response.SendFileAsync(ResponseHandlers.File, 90, 20),
    };

    private static Task Written(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync("body");
    }

    /// <summary>After the start: says what is thrown, if anything.</summary>
    private static async Task Refused(HttpContext context, Action<HttpContext> act)
    {
        await context.Response.StartAsync();
        var thrown = "nothing";
        try
        {
            act(context);
        }
        catch (InvalidOperationException exception)
        {
            thrown = exception.GetType().Name;
        }

        await context.Response.WriteAsync($"{thrown} ({context.Response.StatusCode})");
    }

    /// <summary>Before the start: says what setting the header throws, if anything.</summary>
    private static async Task Thrown(HttpContext context, Action<IHeaderDictionary> set)
    {
        var thrown = "nothing";
        try
        {
            set(context.Response.Headers);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            thrown = exception is ArgumentException ? nameof(ArgumentException) : exception.GetType().Name;
        }

        await context.Response.WriteAsync(thrown);
    }
}
