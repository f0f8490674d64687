using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Connecting to a Unix socket whose listener has no place left in its backlog.</summary>
public sealed class FullBacklogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-backlog-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [LoopFact]
    public async Task A_connection_waits_for_its_place_and_can_be_cancelled()
    {
        var path = Path.Combine(_directory, "s");
        using var listener = UnixListener.Bind(path, backlog: 0);
        using var first = await UnixStream.ConnectAsync(path);
        Assert.True(await InFlight.EndsAtDeadlineAsync(async () => await UnixStream.ConnectAsync(path)));
        await TaskGroup.RunAsync(async group =>
        {
            var second = group.Start(async () => (await UnixStream.ConnectAsync(path)).Dispose());
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
            Assert.False(second.IsCompleted);
            (await listener.AcceptAsync()).Dispose();
            await second.Completion;
        });
    }
}
