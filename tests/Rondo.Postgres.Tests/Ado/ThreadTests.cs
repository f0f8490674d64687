using System.Data;
using System.Data.Common;

namespace Rondo.Postgres.Tests.Ado;

/// <summary>Calls that block work without a loop, and name their remedy on one.</summary>
public sealed class ThreadTests
{
    [Fact]
    public async Task Blocking_calls_work_without_a_loop()
    {
        await using var source = await Sources.OpenAsync();
#pragma warning disable xUnit1051, CA1849 // the blocking calls are the subject
        using var connection = source.OpenConnection();
        using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE t (n int); INSERT INTO t SELECT generate_series(1, 100000)";
        Assert.Equal(100_000, command.ExecuteNonQuery());
        using (var transaction = connection.BeginTransaction())
        {
            transaction.Save("s");
            command.CommandText = "DELETE FROM t";
            command.ExecuteNonQuery();
            transaction.Rollback("s");
            transaction.Release("s");
            transaction.Commit();
        }

        command.CommandText = "SELECT n FROM t ORDER BY n; SELECT 7";
        using (var reader = command.ExecuteReader())
        {
            var sum = 0L;
            while (reader.Read())
                sum += reader.GetInt32(0);
            Assert.Equal(5_000_050_000, sum);
            Assert.True(reader.NextResult());
            Assert.True(reader.Read());
        }

        using (var transaction = connection.BeginTransaction(IsolationLevel.Serializable))
        {
            command.CommandText = "DELETE FROM t";
            command.ExecuteNonQuery();
        }

        command.CommandText = "SELECT count(*) FROM t";
        Assert.Equal(100_000L, command.ExecuteScalar());
        connection.Close();
#pragma warning restore xUnit1051, CA1849
    }

    [LoopFact]
    public async Task Blocking_calls_on_a_loop_name_the_asynchronous_one()
    {
        await using var source = await Sources.OpenAsync();
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var command = connection.CreateCommand("SELECT 1");
        await using var batch = connection.CreateBatch();
        await using var other = source.CreateConnection();
#pragma warning disable CA1849
        foreach (var (name, call) in new Dictionary<string, Action>
        {
            ["Open"] = other.Open,
            ["ExecuteNonQuery"] = () => command.ExecuteNonQuery(),
            ["ExecuteScalar"] = () => command.ExecuteScalar(),
            ["ExecuteReader"] = () => command.ExecuteReader(),
            ["BeginTransaction"] = () => connection.BeginTransaction(),
        })
        {
            Assert.Equal(
                $"{name} blocks its thread, which runs the event loop {EventLoop.Current.Name}. Await {name}Async instead.",
                Assert.Throws<InvalidOperationException>(call).Message);
        }
#pragma warning restore CA1849
    }

    [LoopFact]
    public async Task A_connection_is_reused_after_its_reader_was_left_and_disposed_of_without_waiting()
    {
        await using var source = await Sources.OpenAsync("?pool_size=1");
        for (var i = 0; i < 3; i++)
        {
#pragma warning disable CA1849, CA2007 // what a using of a library does
            using var connection = source.CreateConnection();
            await connection.OpenAsync(CancelScope.CurrentToken);
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT generate_series(1, 1000000); SELECT 2";
            using (var reader = await command.ExecuteReaderAsync(CancelScope.CurrentToken))
                Assert.True(await reader.ReadAsync(CancelScope.CurrentToken));
            using (var transaction = await connection.BeginTransactionAsync(CancelScope.CurrentToken))
            {
                command.CommandText = "CREATE TABLE t (n int)";
                await command.ExecuteNonQueryAsync(CancelScope.CurrentToken);
            }
#pragma warning restore CA1849, CA2007
        }

        Assert.True(await source.ScalarAsync<bool>("SELECT to_regclass('t') IS NULL"));
        Assert.Equal(1, source.Statistics.Open);
    }

    [LoopFact]
    public async Task A_second_command_beside_an_open_reader_is_refused()
    {
        await using var source = await Sources.OpenAsync();
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var command = connection.CreateCommand("SELECT 1");
        await using (await command.ExecuteReaderAsync(CancelScope.CurrentToken))
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => command.ExecuteScalarAsync(CancelScope.CurrentToken));
            Assert.StartsWith("The connection is busy: a reader or a copy on it is still open.", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, await command.ExecuteScalarAsync(CancelScope.CurrentToken));
    }

    [LoopFact]
    public async Task A_deadline_a_timeout_and_a_cancel_end_the_statement_and_spare_the_connection()
    {
        await using var source = await Sources.OpenAsync("?pool_size=1");
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var command = connection.CreateCommand("SELECT count(*) FROM (SELECT pg_sleep(3600)) AS forever");
        await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(
            TimeSpan.FromMilliseconds(50), () => command.ExecuteScalarAsync(CancelScope.CurrentToken)));
        command.CommandTimeout = 1;
        await Assert.ThrowsAsync<TimeoutException>(() => command.ExecuteScalarAsync(CancelScope.CurrentToken));
        command.CommandTimeout = 0;
        using var source2 = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command.ExecuteScalarAsync(source2.Token));
        await TaskGroup.RunAsync(async group =>
        {
            var slow = group.Start(() => Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync(CancelScope.CurrentToken)));
            while (source.Statistics.Busy == 0 || await WaitsAsync(source) == 0)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
            command.Cancel();
            Assert.Equal("57014", (await slow).SqlState);
        });
        await using var next = connection.CreateCommand("SELECT 5");
        Assert.Equal(5, await next.ExecuteScalarAsync(CancelScope.CurrentToken));
    }

    [LoopFact]
    public async Task The_commit_of_a_failed_transaction_is_no_success()
    {
        await using var source = await Sources.OpenAsync();
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var transaction = await connection.BeginTransactionAsync(CancelScope.CurrentToken);
        await using var command = connection.CreateCommand("SELECT 1/0");
        await Assert.ThrowsAnyAsync<DbException>(() => command.ExecuteScalarAsync(CancelScope.CurrentToken));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => transaction.CommitAsync(CancelScope.CurrentToken));
        Assert.StartsWith("PostgreSQL rolled the transaction back after an earlier error", error.Message, StringComparison.Ordinal);
    }

    private static async Task<long> WaitsAsync(PostgresDataSource source)
    {
        await using var reference = Sources.Reference(source);
        await using var command =
            reference.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()");
        return (long)(await command.ExecuteScalarAsync(CancelScope.CurrentToken))!;
    }
}
