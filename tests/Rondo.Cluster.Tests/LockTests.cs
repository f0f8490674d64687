using System.Globalization;
using Rondo.Jobs.Kills;

namespace Rondo.Cluster.Tests;

/// <summary>A lock between processes that are killed while they hold it.</summary>
[Trait("Category", "Slow")]
public sealed class LockTests
{
    [LoopFact(Drivers = "epoll", HangSeconds = 180)]
    public Task Another_process_gets_the_lock_of_one_that_was_killed_within_the_lease() => Clusters.RunAsync(static async cluster =>
    {
        var clock = EventLoop.Current.Clock;
        var holder = await StartAsync(cluster.DatabaseUrl);
        var last = await ReadTokenAsync(holder);
        for (var i = 0; i < 3; i++)
        {
            var next = await StartAsync(cluster.DatabaseUrl);
            var token = ReadTokenAsync(next);
            await using (holder)
            {
                await RowsAsync(cluster, 2); // the next one waits
                Assert.False(token.IsCompleted);
                holder.Signal(9);
                await holder.WaitForExitAsync();
            }

            var killed = clock.GetTimestamp();
            Assert.True(await token > last, "The token of a later holder is not higher.");
            var within = HeldLock.Options.Lease + TimeSpan.FromSeconds(3); // on a busy machine
            Assert.InRange(clock.GetElapsedTime(killed), TimeSpan.Zero, within);
            (holder, last) = (next, await token);
        }

        await holder.DisposeAsync();
    });

    private static async Task RowsAsync(KitchenCluster cluster, int count)
    {
        await using var database = Rondo.Data.Database.Open(cluster.DatabaseUrl);
        while (await database.ScalarAsync<int>($"SELECT COUNT(*) FROM rondo_locks WHERE name = 'menu'") < count)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
    }

    private static Task<ChildProcess> StartAsync(string url) => ChildProcess.StartAsync(
        "dotnet", ["exec", typeof(HeldLock).Assembly.Location, "lock", url], new ChildProcessOptions { PipeOutput = true });

    private static async Task<long> ReadTokenAsync(ChildProcess process)
    {
        var lines = new StreamReader(process.Output!);
        return long.Parse((await lines.ReadLineAsync(CancelScope.CurrentToken))!, CultureInfo.InvariantCulture);
    }
}
