using System.Collections.Concurrent;

namespace Rondo.Web.Tests.Server;

/// <summary>A handler that notes where it runs, before and after each kind of await.</summary>
public sealed class HandlerThreads
{
    private readonly ConcurrentQueue<string> _strays = new();

    public int Seen { get; private set; }

    public async Task Handle(HttpContext context)
    {
        var loop = context.Features.Get<Rondo.Server.IEventLoopFeature>()?.Loop ?? EventLoop.Current;
        Check("at the start");
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
        Check("after a sleep");
        await Task.Delay(1);
        Check("after Task.Delay");
        await Task.Run(static () => 1);
        Check("after Task.Run");
        await Library().ConfigureAwait(true);
        Check("after a library");
        try
        {
            await Task.FromException(new InvalidDataException()).WaitAsync(TimeSpan.FromSeconds(1));
        }
        catch (InvalidDataException)
        {
            Check("after a failure");
        }

        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        Check("after reading the body");
        await context.Response.WriteAsync("(");
        Check("after writing");
        await context.Response.Body.FlushAsync();
        Check("after flushing");
        await context.Response.WriteAsync(body + ")");
        Check("after writing again");

        void Check(string when)
        {
            Seen++;
            if (EventLoop.TryCurrent != loop || SynchronizationContext.Current is null)
                _strays.Enqueue($"{when}: on {EventLoop.TryCurrent?.Name ?? "no loop"}, context {SynchronizationContext.Current?.GetType().Name ?? "none"}");
        }
    }

    public void AssertNeverLeft()
    {
        Assert.True(Seen > 0, "The handler did not run.");
        Assert.Empty(_strays);
    }

    private static async Task Library()
    {
        await Task.Delay(1).ConfigureAwait(false);
        await Task.Yield();
    }
}
