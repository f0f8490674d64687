using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rondo.Server.Requests;

namespace Rondo.Api.Responses;

/// <summary>Copies an async sequence into a response.</summary>
/// <remarks>
/// Items that the source has ready go out together; before it is waited for, everything written is flushed. The client's pace is the
/// source's: each flush waits for room in the response's pipe. A failure before the first flush passes on, to become a problem;
/// afterwards it cuts the connection, since a well-formed end would say that everything was sent.
/// </remarks>
internal class ItemStream<T>(HttpContext context, ItemFormat<T> format)
{
    /// <summary>Bytes that are gathered before a flush, from a source that always has more.</summary>
    private const int FlushAt = 16 * 1024;

    /// <summary>Items taken in a row from a source that never suspends, before everybody else on the loop has a turn.</summary>
    private const int LongestBurst = 64;

    /// <summary>How long the source's cleanup is protected from the cancellation that ended it.</summary>
    private static readonly TimeSpan s_cleanupBound = TimeSpan.FromSeconds(5);

    private readonly HeldBody? _held = HeldBody.Of(context);
    private long _count;
    private bool _begun;
    private bool _isWhole;

    protected HttpContext Context { get; } = context;

    protected PipeWriter Body { get; } = context.Response.BodyWriter;

    protected ItemBuffer Buffer { get; } = new();

    /// <summary>The request's, not that of a scope inside: a flush cut off by a token costs the connection.</summary>
    protected CancellationToken Token { get; } = RequestScope().Token;

    protected bool HasBegun => _begun;

    /// <summary>Whether every item is sent by itself.</summary>
    protected virtual bool FlushesEachItem => false;

    internal async Task RunAsync(IAsyncEnumerable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (HttpMethods.IsHead(Context.Request.Method))
        {
            Begin();
            return;
        }

        try
        {
            await CopyAllAsync(source);
            format.End(Buffer, _count);
            _isWhole = true;
            await FlushAsync();
        }
        catch (Exception exception) when (Context.Response.HasStarted)
        {
            if (_held is not null)
                _held.HasFailed = true;
            Context.Abort();
            if (exception is OperationCanceledException && Token.IsCancellationRequested)
                throw;
            var logger = Context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Rondo.Api");
            StreamLog.Failed(logger, Context.Request.Method, Context.Request.Path, _count, exception);
        }
    }

    protected virtual Task CopyAllAsync(IAsyncEnumerable<T> source) => CopyAsync(source);

    /// <summary>Sends what is written; the response's head before its first byte.</summary>
    protected virtual ValueTask FlushAsync() => FlushHereAsync();

    protected async ValueTask FlushHereAsync()
    {
        Begin();
        Buffer.MoveTo(Body);
        // More follows, and the client need not wait for it; only a whole answer may wait for the commit.
        if (!_isWhole)
            _held?.Pass();
        await Body.FlushAsync(Token);
        CancelScope.ThrowIfCanceled();
    }

    protected virtual void SetHeaders(IHeaderDictionary headers)
    {
    }

    protected async Task CopyAsync(IAsyncEnumerable<T> source)
    {
        var items = source.GetAsyncEnumerator(CancelScope.Current!.Token);
        try
        {
            for (var burst = 1; ; burst++)
            {
                var next = items.MoveNextAsync();
                bool moved;
                if (next.IsCompleted)
                {
                    moved = await next;
                }
                else
                {
                    burst = 0;
                    try
                    {
                        if (Buffer.Count > 0)
                            await FlushAsync();
                    }
                    finally
                    {
                        // Whatever the flush did: a sequence must not be disposed while it is moving.
                        moved = await next;
                    }
                }

                if (!moved)
                    return;
                format.Write(Buffer, items.Current, _count);
                _count++;
                if (FlushesEachItem || Buffer.Count >= FlushAt)
                    await FlushAsync();
                if (burst >= LongestBurst)
                {
                    burst = 0;
                    await EventLoop.Yield();
                }
            }
        }
        finally
        {
            await CancelScope.Shield(s_cleanupBound, () => items.DisposeAsync().AsTask());
        }
    }

    private void Begin()
    {
        if (_begun)
            return;
        _begun = true;
        Context.Response.ContentType = format.ContentType;
        SetHeaders(Context.Response.Headers);
    }

    private static CancelScope RequestScope() => CancelScope.Current ?? throw new InvalidOperationException(
        "A stream was returned by a handler that runs on no event loop. Serve the app with builder.WebHost.UseRondo(), or "
            + "UseRondoLoops() under another server.");
}
