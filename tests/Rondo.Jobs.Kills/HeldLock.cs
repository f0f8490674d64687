using Rondo.Data;

namespace Rondo.Jobs.Kills;

/// <summary>A lock that a process holds until it is killed.</summary>
internal static class HeldLock
{
    internal static readonly LockOptions Options = new() { Lease = TimeSpan.FromSeconds(3) };

    internal static async Task RunAsync(string url)
    {
        await using var database = Database.Open(url);
        await database.LockAsync(
            "menu",
            static async held =>
            {
                Console.WriteLine(held.Token);
                await EventLoop.SleepForever();
            },
            Options);
    }
}
