using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Server.Hosting;
using Rondo.Sync;

namespace Rondo.Api.Responses;

/// <summary>A stream of server-sent events: kept alive while its source is silent, ended when the server stops.</summary>
internal sealed class EventStream<T>(HttpContext context, ItemFormat<T> format, EventStreamOptions options) : ItemStream<T>(context, format)
{
    /// <summary>The source's events and the heartbeat take turns at the response's pipe, which has room for one flush.</summary>
    private readonly Rondo.Sync.Lock _gate = new();
    private readonly TimeProvider _clock = EventLoop.Current.Clock;
    private long _lastSent = EventLoop.Current.Clock.GetTimestamp();

    protected override bool FlushesEachItem => true;

    protected override void SetHeaders(IHeaderDictionary headers)
    {
        headers.CacheControl = "no-cache, no-store";
        headers["X-Accel-Buffering"] = "no"; // nginx would gather events for minutes
        Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    protected override async Task CopyAllAsync(IAsyncEnumerable<T> source)
    {
        var stopping = Context.RequestServices.GetService<DrainDelay>()?.Ended ?? default;
        var stopped = false;
        await TaskGroup.RunAsync(
            async group =>
            {
                await using var registration = stopping.UnsafeRegister(
                    static scope => ((CancelScope)scope!).Cancel(new CancelReason(CancelKind.Shutdown, "the server is stopping")),
                    group.Scope);
                try
                {
                    group.Start(KeepAliveAsync, "heartbeat");
                    await CopyAsync(source);
                }
                finally
                {
                    stopped = group.Scope.Reason?.Kind == CancelKind.Shutdown;
                    group.Cancel("the stream has ended");
                }
            },
            "event stream");
        if (!stopped || options.RetryAtStop is null)
            return;
        EventFormat.WriteRetry(Buffer, options.RetryAtStop);
        Buffer.Append("\n"u8);
    }

    protected override async ValueTask FlushAsync()
    {
        using (await _gate.AcquireAsync())
            await FlushHereAsync();
        _lastSent = _clock.GetTimestamp();
    }

    private async Task KeepAliveAsync()
    {
        await EventLoop.Sleep(options.Opening);
        if (!HasBegun)
            await FlushAsync();
        if (options.Heartbeat == Timeout.InfiniteTimeSpan)
            return;
        while (true)
        {
            var silence = _clock.GetElapsedTime(_lastSent);
            if (silence < options.Heartbeat)
            {
                await EventLoop.Sleep(options.Heartbeat - silence);
                continue;
            }

            // Held: an event waits for a slow client, which needs no heartbeat on top.
            if (_gate.TryAcquire(out var guard))
            {
                using (guard)
                {
                    Buffer.Append(": ping\n\n"u8);
                    await FlushHereAsync();
                }
            }

            _lastSent = _clock.GetTimestamp();
        }
    }
}
