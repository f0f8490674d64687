// Ctrl+C and SIGTERM cancel the program: every wait in it ends, and the group lets its tasks clean up.
EventLoop.Run(() => TaskGroup.RunAsync(group =>
{
    var jobs = new Channel<Job>(capacity: 10);
    group.Start(() => Jobs.FindAsync(jobs));
    for (var i = 0; i < 3; i++)
        group.Start(() => Jobs.WorkAsync(jobs));
    return Task.CompletedTask;
}));
