namespace Rondo.Web.Tests.WebSockets;

/// <summary>A loop on a thread of its own, for tests that stay off it.</summary>
public sealed class IdleLoop : IAsyncDisposable
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;

    public IdleLoop()
    {
        var loop = new TaskCompletionSource<EventLoop>(TaskCreationOptions.RunContinuationsAsynchronously);
        _thread = new Thread(() => EventLoop.Run(async () =>
        {
            loop.SetResult(EventLoop.Current);
            await _end.Task;
        }));
        _thread.Start();
        Loop = loop.Task.GetAwaiter().GetResult();
    }

    public EventLoop Loop { get; }

    /// <summary>A test whose last wait was for the loop may have brought its runner to the loop's own thread, which cannot wait for its own end.</summary>
    public async ValueTask DisposeAsync()
    {
        _end.SetResult();
        await Task.Run(_thread.Join);
    }
}
