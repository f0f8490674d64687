namespace Rondo.Testing;

/// <summary>Runs a loop on a thread of its own.</summary>
internal static class LoopThread
{
    internal static Task<bool> RunAsync(Func<Task> main, EventLoopOptions options)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                EventLoop.Run(main, options);
                done.SetResult(true);
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = $"test-{options.Driver ?? "loop"}",
        };
        thread.Start(); // with the execution context: xunit's TestContext flows along
        return done.Task;
    }
}
