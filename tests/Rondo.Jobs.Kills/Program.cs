using Rondo;
using Rondo.Data;
using Rondo.Jobs.Kills;

// With "lock" and the URL of the database: holds a lock until it is killed, and prints its token.
// With a third argument, the name of the process: runs the jobs of a crowd until it is killed. Otherwise: takes orders and serves them
// until it is killed. Arguments: the URL of the database, and the first number of an order. Prints each order that is accepted.
EventLoop.Run(async () =>
{
    if (args[0] == "lock")
        await HeldLock.RunAsync(args[1]);
    await using var database = Database.Open(args[0]);
    if (args.Length > 2)
    {
        var crowd = new Crowd(database, args[2]);
        await crowd.StartAsync();
        await crowd.Jobs.RunAsync();
    }

    var shop = new Shop(database);
    await shop.StartAsync();
    await TaskGroup.RunAsync(group =>
    {
        group.Start(shop.Jobs.RunAsync, "worker");
        group.Start(async () =>
        {
            for (var order = long.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture); ; order++)
            {
                try
                {
                    await shop.AcceptAsync(order);
                    Console.WriteLine(order);
                }
                catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException)
                {
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(50)); // not accepted
                }

                await EventLoop.Sleep(TimeSpan.FromMilliseconds(2));
            }
        });
    });
});
