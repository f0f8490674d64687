using System.Net;
using Rondo.IO.Drivers;
using Rondo.Testing.Network;

namespace Rondo.Tests.IO;

public class MemorySocketTests
{
    [LoopFact]
    public async Task A_wait_that_its_scope_ends_is_told_and_thrown_once()
    {
        var (near, far) = MemorySocket.Pair(new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));
        var user = new User();
        await CancelScope.RunAsync(async scope =>
        {
            near.WhenReadable(user);
            scope.Cancel();
            await user.Told.Task;
        });
        Assert.ThrowsAny<OperationCanceledException>(() => near.TryReceive(new byte[1]));
        Assert.Equal(-1, near.TryReceive(new byte[1]));
        await far.SendAsync(new byte[] { 7 });
        Assert.Equal(1, near.TryReceive(new byte[1]));
    }

    private sealed class User : ISocketUser
    {
        internal TaskCompletionSource Told { get; } = new();

        public void OnReadable() => Told.SetResult();

        public void OnSent(Exception? failure) => throw new InvalidOperationException("Nothing was sent.");
    }
}
