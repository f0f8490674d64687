namespace Rondo.Starts;

/// <summary>Programs on a loop of their own, which a signal ends.</summary>
internal static class Looping
{
    internal static int Run(string what)
    {
        if (what == "caught")
        {
            try
            {
                EventLoop.Run(WaitAsync);
            }
            catch (ScopeCanceledException canceled) when (canceled.Reason.Kind == CancelKind.Signal)
            {
                Console.WriteLine(canceled.Message);
                return 7;
            }
        }

        if (what == "result")
            return EventLoop.Run(ReturnAsync);
        if (what == "tasks")
            Task.Run(static () => EventLoop.Run(WaitAsync)).Wait();
        EventLoop.Run(what == "stuck" ? StickAsync : what == "failing" ? FailAsync : WaitAsync);
        return 0;
    }

    /// <summary>Cleans up in each of the ways.</summary>
    private static async Task WaitAsync()
    {
        await using var resource = new Resource();
        try
        {
            await TaskGroup.RunAsync(async group =>
            {
                group.Start(async () => await EventLoop.SleepForever());
                Console.WriteLine("ready");
                await EventLoop.SleepForever();
            });
        }
        finally
        {
            await CancelScope.Shield(TimeSpan.FromSeconds(10), async () => await EventLoop.Sleep(TimeSpan.FromMilliseconds(1)));
            Console.WriteLine($"finally on {EventLoop.Current.DriverName}");
        }
    }

    private static async Task<int> ReturnAsync()
    {
        try
        {
            await WaitAsync();
        }
        catch (ScopeCanceledException)
        {
            Console.WriteLine("returns");
        }

        return 8;
    }

    private static async Task FailAsync()
    {
        try
        {
            await WaitAsync();
        }
        catch (ScopeCanceledException)
        {
            throw new InvalidOperationException("a defect");
        }
    }

    private static async Task StickAsync()
    {
        using var registration = CancelScope.CurrentToken.Register(static () => Console.WriteLine("cancelled"));
        Console.WriteLine("ready");
        await new TaskCompletionSource().Task;
    }

    private sealed class Resource : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await CancelScope.Shield(TimeSpan.FromSeconds(10), async () => await EventLoop.Yield());
            Console.WriteLine("disposed");
        }
    }
}
