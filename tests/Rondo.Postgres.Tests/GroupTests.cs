using System.Text;
using Rondo.Postgres.Syntax;

namespace Rondo.Postgres.Tests;

/// <summary>Reads that share a Sync, and so a transaction.</summary>
public sealed class GroupTests
{
    private const int Reads = 10;

    [LoopFact]
    public async Task Fast_reads_without_side_effects_share_a_transaction()
    {
        await using var db = await OpenAsync("?pool_size=1");
        await KnowAsync(db);
        Assert.Single((await Gather.AllAsync(Enumerable.Range(0, Reads).Select(n => Time(db, n)))).Distinct());
    }

    [LoopFact]
    public async Task A_function_of_the_app_gets_a_transaction_of_its_own()
    {
        await using var db = await OpenAsync("?pool_size=1");
        await db.ExecuteAsync($"CREATE FUNCTION mine(n INT) RETURNS TEXT LANGUAGE sql AS 'SELECT current_timestamp::text'");
        for (var i = 0; i < 2; i++) // the second time the server is known to be fast
        {
            var times = await Gather.AllAsync(Enumerable.Range(0, Reads).Select(n => (Func<Task<string>>)(() => db.ScalarAsync<string>($"SELECT mine({n})"))));
            Assert.Equal(Reads, times.Distinct().Count());
        }
    }

    [LoopFact(HangSeconds = 120)]
    public async Task An_error_leaves_the_answers_of_the_others_as_they_would_be_alone()
    {
        await using var db = await OpenAsync("?pool_size=1");
        await KnowAsync(db);
        await QuotientAsync(db, 1);
        for (var at = 0; at < 1 << Reads; at += 7) // each bit is a statement, and a set one fails
        {
            var failing = at;
            var outcomes = await Gather.OutcomesAsync(
                Enumerable.Range(0, Reads).Select(n => (Func<Task<int>>)(() => QuotientAsync(db, (failing >> n & 1) == 1 ? 0 : n + 1))));
            for (var n = 0; n < Reads; n++)
            {
                if ((failing >> n & 1) == 0)
                    Assert.Equal(100 / (n + 1), outcomes[n].Value);
                else
                    Assert.Contains("division by zero", Assert.IsType<DatabaseException>(outcomes[n].Error).Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(new DatabaseStatistics(1, 0, 0), db.Statistics);
    }

    [LoopFact]
    public async Task A_value_without_a_form_is_the_error_of_its_statement()
    {
        await using var db = await OpenAsync("?pool_size=1");
        await db.ScalarAsync<string>($"SELECT {"a"}::text || current_timestamp");
        foreach (var wrong in (int[])[0, 4, Reads - 1])
        {
            var outcomes = await Gather.OutcomesAsync(Enumerable.Range(0, Reads).Select(n => (Func<Task<string>>)(() =>
                db.ScalarAsync<string>($"SELECT {(n == wrong ? "\0" : $"{n}-")}::text || current_timestamp"))));
            for (var n = 0; n < Reads; n++)
                Assert.Equal(n != wrong, outcomes[n].IsSuccess && outcomes[n].Value.StartsWith($"{n}-", StringComparison.Ordinal));
        }
    }

    /// <summary>The cancel request hits the group; the others run again.</summary>
    [LoopFact]
    public async Task A_cancelled_member_takes_no_other_with_it()
    {
        var url = await Databases.UrlAsync("postgres");
        await using var db = Database.Open($"{url}?pool_size=1");
        await using var other = Database.Open(url);
        await db.ExecuteAsync($"CREATE TABLE dishes (id INT)");
        await db.ExecuteAsync($"INSERT INTO dishes VALUES (1)");
        await KnowAsync(db);
        for (var i = 0; i < 2; i++)
            await FirstAsync(db);
        foreach (var slow in (int[])[0, 4, Reads - 1])
        {
            await using var lockOfTable = await other.BeginAsync();
            await lockOfTable.ExecuteAsync($"LOCK TABLE dishes");
            var isInTime = true;
            var values = await Gather.AllAsync(Enumerable.Range(0, Reads).Select(n => (Func<Task<int>>)(async () =>
            {
                if (n != slow)
                    return (await Time(db, n)()).Length > 0 ? n : -1;
                isInTime = await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(50), async () =>
                {
                    await FirstAsync(db);
                });
                return n;
            })));
            Assert.False(isInTime);
            Assert.Equal(Enumerable.Range(0, Reads), values);
        }
    }

    [LoopTheory, InlineData("40001"), InlineData("40P01"), InlineData("53100")]
    public async Task An_error_at_the_common_end_makes_all_run_again(string code)
    {
        var (db, proxy) = await DamageTests.OpenAsync();
        await using var _ = db;
        using var __ = proxy;
        await KnowAsync(db);
        var left = 1;
        proxy.Damage = message => message[0] == 'Z' && Interlocked.Decrement(ref left) == 0 ? [.. Refusal(code), .. message] : message;
        var times = await Gather.AllAsync(Enumerable.Range(0, Reads).Select(n => Time(db, n)));
        Assert.Equal(Reads, times.Distinct().Count()); // each had its own transaction the second time
    }

    [LoopFact]
    public async Task A_connection_that_breaks_fails_the_group()
    {
        var (db, proxy) = await DamageTests.OpenAsync();
        await using var _ = db;
        using var __ = proxy;
        await KnowAsync(db);
        proxy.Damage = message => message[0] == 'Z' ? null : message;
        var outcomes = await Gather.OutcomesAsync(Enumerable.Range(0, Reads).Select(n => Time(db, n)));
        Assert.All(outcomes, static each => Assert.IsType<DatabaseUnavailable>(each.Error));
        proxy.Damage = null;
        Assert.NotEmpty(await Time(db, 1)());
    }

    [Theory]
    [InlineData("SELECT id, name FROM dishes WHERE id = $1")]
    [InlineData("select count(*), max (price) from dishes")]
    [InlineData("SELECT * FROM a JOIN b USING (id) WHERE a.x IN ($1, $2) AND (b.y = ANY($3) OR NOT (b.z))")]
    [InlineData("WITH cheap AS (SELECT id FROM dishes) SELECT id::numeric(10, 2) FROM cheap")]
    [InlineData("SELECT 'for update', \"for\", 'mine(1)' -- mine(1) FOR UPDATE\nFROM dishes /* INSERT */")]
    [InlineData("VALUES (1), (2)")]
    public void Reads_whose_functions_are_known_are_pure(string text) => Assert.True(StatementKind.IsPureRead(text));

    [Theory]
    [InlineData("SELECT mine(1)")]
    [InlineData("SELECT app.count(1)")]
    [InlineData("SELECT \"count\"(1)")]
    [InlineData("SELECT mine /* comment */ (1)")]
    [InlineData("SELECT nextval('ids')")]
    [InlineData("SELECT pg_sleep(1)")]
    [InlineData("SELECT id FROM dishes\nFOR UPDATE")]
    [InlineData("SELECT id FROM dishes FOR\tSHARE")]
    [InlineData("SELECT * INTO copies FROM dishes")]
    [InlineData("WITH gone AS (DELETE FROM dishes RETURNING id) SELECT id FROM gone")]
    [InlineData("UPDATE dishes SET price = 1")]
    [InlineData("EXPLAIN ANALYZE SELECT 1")]
    public void Statements_that_may_write_or_lock_are_not_pure(string text) => Assert.False(StatementKind.IsPureRead(text));

    private static Task<int> FirstAsync(Database db) => db.ScalarAsync<int>($"SELECT id FROM dishes");

    private static Task<int> QuotientAsync(Database db, int divisor) => db.ScalarAsync<int>($"SELECT 100 / {divisor}");

    /// <summary>A statement that tells when its transaction began.</summary>
    private static Func<Task<string>> Time(Database db, int n) => () => db.ScalarAsync<string>($"SELECT (current_timestamp + {n} * INTERVAL '0')::text");

    /// <summary>Runs the statement until it is known to be fast, as a busy machine may delay it.</summary>
    private static async Task KnowAsync(Database db)
    {
        while ((await Gather.AllAsync(Time(db, 1), Time(db, 2))).Distinct().Count() > 1)
            await EventLoop.Yield();
    }

    private static byte[] Refusal(string code)
    {
        byte[] fields = [.. Encoding.ASCII.GetBytes($"SERROR\0VERROR\0C{code}\0Mrefused at the end\0"), 0];
        return [(byte)'E', 0, 0, 0, (byte)(fields.Length + 4), .. fields];
    }

    private static async Task<Database> OpenAsync(string options) => await Databases.OpenAsync("postgres", options);
}
