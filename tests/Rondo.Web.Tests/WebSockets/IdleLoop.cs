namespace Rondo.Web.Tests.WebSockets;

/// <summary>A loop on a thread of its own, for tests that stay off it.</summary>
public sealed class IdleLoop : IDisposable
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

    public void Dispose()
    {
        _end.SetResult();
        _thread.Join();
    }
}
