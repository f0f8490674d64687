namespace Rondo.Postgres.Tests;

/// <summary>Thousands of statements over two connections, of which a random part is cancelled: not sent yet, in flight, or answered.</summary>
public sealed class CancellationStressTests
{
    private const int Statements = 2_000;

    [LoopTheory(HangSeconds = 180), InlineData(1), InlineData(2)]
    public async Task Each_statement_gets_its_own_answer_and_none_runs_that_was_not_sent(int seed)
    {
        await using var db = await Databases.OpenAsync("postgres", "?pool_size=2");
        await db.ExecuteAsync($"CREATE TABLE orders (id INT)");
        var random = new Random(seed);
        HashSet<int> confirmed = [], unsent = [];
        var canceled = 0;
        await TaskGroup.RunAsync(async group =>
        {
            var limit = new Rondo.Sync.Semaphore(64);
            for (var id = 1; id <= Statements; id++)
            {
                var (mine, kind, way, turns) = (id, random.Next(3), random.Next(4), random.Next(20));
                var permit = await limit.AcquireAsync();
                group.Start(async () =>
                {
                    using (permit)
                        await RunAsync(mine, kind, way, turns);
                });
            }
        });
        var stored = await db.QueryAsync<int>($"SELECT id FROM orders");
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Empty(confirmed.Except(stored));
        Assert.Empty(unsent.Intersect(stored));
        Assert.InRange(canceled, Statements / 20, Statements);
        Assert.Equal((0, 0), (db.Statistics.Busy, db.Statistics.Waiting));

        async Task RunAsync(int id, int kind, int way, int turns)
        {
            var isDone = await CancelScope.RunAsync(async scope =>
            {
                if (way == 1)
                    scope.Cancel(); // before it begins
                else if (way == 2)
                    EventLoop.Current.Post(scope.Cancel); // before or after it leaves
                else if (way == 3)
                    CancelAfter(scope, turns);
                await SendAsync(id, kind);
            });
            if (!isDone)
                canceled++;
            if (!isDone && way == 1)
                unsent.Add(id);
            if (isDone && kind == 1)
                confirmed.Add(id);
        }

        async Task SendAsync(int id, int kind)
        {
            if (kind == 0)
                Assert.Equal(id, await db.ScalarAsync<int>($"SELECT {id}"));
            else if (kind == 1)
                await db.ExecuteAsync($"INSERT INTO orders VALUES ({id})");
            else
                Assert.Equal(id, await db.ScalarAsync<int>($"SELECT {id} FROM (SELECT pg_sleep(0.002)) AS slow"));
        }
    }

    /// <summary>Cancels a scope some turns of the loop later.</summary>
    private static void CancelAfter(CancelScope scope, int turns) => EventLoop.Current.Post(() =>
    {
        if (turns == 0)
            scope.Cancel();
        else
            CancelAfter(scope, turns - 1);
    });
}
