using System.Collections.Concurrent;
using System.IO.Pipelines;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>Behind connection middleware whose flushes end on the thread pool the end of an answer did, too: the connection went on there, and used the loop's timers.</summary>
public class ForeignFlushTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_connection_whose_flushes_end_on_the_thread_pool_stays_on_its_loop(string driver)
    {
        var places = new ConcurrentQueue<(string What, bool IsOnLoop)>();
        await using var app = await ServedApp.StartAsync(
            driver,
            app => app.MapGet("/", context =>
            {
                context.Response.OnCompleted(() =>
                {
                    places.Enqueue(("OnCompleted", EventLoop.TryCurrent is not null));
                    return Task.CompletedTask;
                });
                return Task.CompletedTask;
            }),
            listen: listen => listen.Use(next => async connection =>
            {
                var transport = connection.Transport;
                connection.Transport = new Duplex(new WatchedReader(transport.Input, () => places.Enqueue(("TryRead", EventLoop.TryCurrent is not null))), new ForeignWriter(transport.Output));
                try
                {
                    await next(connection).ConfigureAwait(false);
                }
                finally
                {
                    connection.Transport = transport;
                }
            }));
        await using var stream = await app.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await stream.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200 ", await RawHttp.ReadResponseAsync(stream));
        }

        await Eventually.TrueAsync(() => places.Count(static place => place.What == "OnCompleted") == 3); // the last one runs after its response was read
        Assert.Contains(places, static place => place.What == "TryRead");
        Assert.All(places, static place => Assert.True(place.IsOnLoop, place.What));
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class WatchedReader(PipeReader inner, Action onTry) : PipeReader
    {
        public override bool TryRead(out ReadResult result)
        {
            onTry();
            return inner.TryRead(out result);
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => inner.ReadAsync(cancellationToken);

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }

    /// <summary>Its flushes end on a thread of the pool, as those of most streams do.</summary>
    private sealed class ForeignWriter(PipeWriter inner) : PipeWriter
    {
        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
