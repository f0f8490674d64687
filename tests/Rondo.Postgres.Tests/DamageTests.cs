using System.Buffers.Binary;

namespace Rondo.Postgres.Tests;

/// <summary>A stream from the server that is slow, ends, or lies: a clear error, and the next statement has a new connection.</summary>
public sealed class DamageTests
{
    [LoopFact]
    public async Task Answers_that_arrive_byte_by_byte_are_read()
    {
        var (db, proxy) = await OpenAsync();
        await using var _ = db;
        using var __ = proxy;
        proxy.IsSplit = true;
        Assert.Equal(Enumerable.Range(1, 20), await db.QueryAsync<int>($"SELECT generate_series(1, {20})"));
        await db.TransactionAsync(static async tx => Assert.Equal("a", await tx.ScalarAsync<string>($"SELECT {"a"}::text")));
        Assert.Equal("22012", await CodeAsync(db));
    }

    [LoopFact(HangSeconds = 120)]
    public async Task A_reset_at_any_message_is_an_error_of_what_was_in_flight()
    {
        var (db, proxy) = await OpenAsync();
        await using var _ = db;
        using var __ = proxy;
        var ends = 0;
        for (var last = 0; ends == 0; last++)
        {
            Assert.InRange(last, 0, 100);
            var left = last;
            proxy.Damage = message => Interlocked.Decrement(ref left) >= 0 ? message : null;
            var outcomes = await Gather.OutcomesAsync(Enumerable.Range(0, 5).Select(n => (Func<Task<int>>)(() => db.ScalarAsync<int>($"SELECT {n} + {last}"))));
            for (var n = 0; n < outcomes.Length; n++)
            {
                if (outcomes[n].IsSuccess)
                    Assert.Equal(n + last, outcomes[n].Value);
                else
                    Assert.IsType<DatabaseUnavailable>(outcomes[n].Error);
            }

            ends = outcomes.All(static each => each.IsSuccess) ? 1 : 0;
            proxy.Damage = null;
            Assert.Equal(last, await db.ScalarAsync<int>($"SELECT {last}"));
        }
    }

    public static TheoryData<string> Damages => ["huge", "negative", "unknown", "truncated row", "too many columns", "no answer", "copy", "noise"];

    [LoopTheory, MemberData(nameof(Damages))]
    public async Task Garbage_is_a_clear_error_and_the_connection_is_replaced(string kind)
    {
        var (db, proxy) = await OpenAsync();
        await using var _ = db;
        using var __ = proxy;
        Assert.Equal(1, await db.ScalarAsync<int>($"SELECT {1}"));
        proxy.Damage = message => message[0] == 'D' ? Damaged(kind, message) : message;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = await Assert.ThrowsAsync<DatabaseUnavailable>(() => db.ScalarAsync<int>($"SELECT {2}"));
        Assert.Contains("cannot be reached: ", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000); // a length that is only announced takes no memory
        proxy.Damage = null;
        Assert.Equal(3, await db.ScalarAsync<int>($"SELECT {3}"));
        Assert.Equal(1, db.Statistics.Open);
    }

    [LoopFact]
    public async Task A_cancel_request_that_is_lost_is_sent_again()
    {
        var (db, proxy) = await OpenAsync();
        await using var _ = db;
        using var __ = proxy;
        await db.ScalarAsync<string>($"SELECT pg_sleep({0.0})::text"); // it is prepared, and leaves at once the next time
        proxy.CancelsToDrop = 1;
        Assert.False(await CancelScope.MoveOnAfter(
            TimeSpan.FromMilliseconds(50), async () =>
            {
                await db.ScalarAsync<string>($"SELECT pg_sleep({3600.0})::text");
            }));
        Assert.Equal(2, await db.ScalarAsync<int>($"SELECT {2}"));
        Assert.Equal(-1, proxy.CancelsToDrop);
    }

    private static byte[]? Damaged(string kind, byte[] row)
    {
        var damaged = (byte[])row.Clone();
        switch (kind)
        {
            case "huge": BinaryPrimitives.WriteInt32BigEndian(damaged.AsSpan(1), int.MaxValue); break;
            case "negative": BinaryPrimitives.WriteInt32BigEndian(damaged.AsSpan(1), -1); break;
            case "unknown": damaged[0] = (byte)'?'; break;
            case "truncated row": BinaryPrimitives.WriteInt32BigEndian(damaged.AsSpan(7), 1_000_000); break;
            case "too many columns": damaged[6] = 9; break;
            case "no answer": return [(byte)'Z', 0, 0, 0, 5, (byte)'I', (byte)'Z', 0, 0, 0, 5, (byte)'I'];
            case "copy": damaged[0] = (byte)'H'; break;
            default: new Random(17).NextBytes(damaged); damaged[1] = 0xff; break;
        }

        return damaged;
    }

    private static async Task<string?> CodeAsync(Database db) =>
        ((PostgresException)(await Assert.ThrowsAsync<DatabaseException>(() => db.ScalarAsync<int>($"SELECT 1 / {0}"))).InnerException!).SqlState;

    internal static async Task<(Database Database, ServerProxy Proxy)> OpenAsync()
    {
        var url = await Databases.UrlAsync("postgres");
        var proxy = new ServerProxy(PostgresServer.Shared.Port);
        return (Database.Open(url.Replace($":{PostgresServer.Shared.Port}/", $":{proxy.Port}/", StringComparison.Ordinal) + "?pool_size=1"), proxy);
    }
}
