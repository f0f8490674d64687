try
{
    EventLoop.Run(() => TaskGroup.RunAsync(group =>
    {
        var jobs = new Channel<Job>(capacity: 10);
        group.Start(() => Jobs.FindAsync(jobs));
        for (var i = 0; i < 3; i++)
            group.Start(() => Jobs.WorkAsync(jobs));
        return Task.CompletedTask;
    }));
}
catch (ScopeCanceledException canceled) when (canceled.Reason.Kind == CancelKind.Signal)
{
    // Ctrl+C or SIGTERM: every wait was canceled, and the tasks have cleaned up.
    Console.WriteLine("Stopped");
}
