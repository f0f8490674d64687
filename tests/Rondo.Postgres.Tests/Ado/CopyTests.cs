using System.Text;

namespace Rondo.Postgres.Tests.Ado;

/// <summary>COPY in both directions. Not beside other tests, whose memory would be counted.</summary>
[Collection(nameof(CopyTests))]
[CollectionDefinition(nameof(CopyTests), DisableParallelization = true)]
public sealed class CopyTests
{
    [LoopFact]
    public async Task A_million_rows_go_in_and_come_out_in_constant_memory()
    {
        await using var source = await TableAsync();
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        await using (var stream = await connection.CopyInAsync("COPY t FROM STDIN", CancelScope.CurrentToken))
        {
            for (var i = 0; i < 1_000_000; i++)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"{i}\tdish {i}\n"), CancelScope.CurrentToken);
                if (i % 100_000 == 0)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
            }

            Assert.Equal(1_000_000, await stream.CompleteAsync(CancelScope.CurrentToken));
        }

        await using (var stream = await connection.CopyOutAsync("COPY (SELECT * FROM t ORDER BY n) TO STDOUT", CancelScope.CurrentToken))
        {
            using var reader = new StreamReader(stream);
            for (var i = 0; i < 1_000_000; i++)
            {
                if (await reader.ReadLineAsync(CancelScope.CurrentToken) != $"{i}\tdish {i}")
                    Assert.Fail($"Line {i} differs.");
                if (i % 100_000 == 0)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
            }

            Assert.Null(await reader.ReadLineAsync(CancelScope.CurrentToken));
        }

        Assert.InRange(most - before, long.MinValue, 4 * 1024 * 1024);
    }

    [LoopFact]
    public async Task Rows_in_binary_form_are_stored_as_their_values()
    {
        await using var source = await Sources.OpenAsync();
        await source.ExecuteAsync(
            "CREATE TABLE v (a int, b bigint, c text, d numeric, e uuid, f timestamptz, g date, h bytea, i int[], j bool, k float8)");
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using (var stream = await connection.CopyInAsync("COPY v FROM STDIN (FORMAT binary)", CancelScope.CurrentToken))
        {
            for (var i = 0; i < 100; i++)
            {
                await stream.WriteRowAsync(
                    i, (long)i, $"ä{i}", i / 4m, Guid.Empty, DateTime.UnixEpoch.AddDays(i), new DateOnly(2024, 1, 1), new byte[] { 1, 0 },
                    new[] { i, i }, i % 2 == 0, i * 0.5);
                await stream.WriteRowAsync(null, null, null, null, null, null, null, null, null, null, null);
            }

            Assert.Equal(200, await stream.CompleteAsync(CancelScope.CurrentToken));
        }

        Assert.Equal(
            "7,7,ä7,1.75,00000000-0000-0000-0000-000000000000,1970-01-08,2024-01-01,\\x0100,{7,7},false,3.5",
            await source.ScalarAsync<string>(
                "SELECT concat_ws(',', a, b, c, d, e, f::date, g, h, i, j::text, k) FROM v WHERE a = 7"));
        Assert.Equal(100L, await source.ScalarAsync<long>("SELECT count(*) FROM v WHERE v IS NULL"));
    }

    [LoopFact]
    public async Task Binary_data_that_comes_out_goes_in()
    {
        await using var source = await TableAsync();
        await source.ExecuteAsync("INSERT INTO t SELECT n, repeat('x', n) FROM generate_series(1, 1000) n");
        await using var one = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var other = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using (var output = await one.CopyOutAsync("COPY t TO STDOUT (FORMAT binary)", CancelScope.CurrentToken))
        await using (var input = await other.CopyInAsync("COPY t FROM STDIN (FORMAT binary)", CancelScope.CurrentToken))
        {
            await output.CopyToAsync(input, CancelScope.CurrentToken);
            Assert.Equal(1000, await input.CompleteAsync(CancelScope.CurrentToken));
        }

        Assert.Equal(2000L, await source.ScalarAsync<long>("SELECT count(*) FROM t"));
    }

    [LoopFact]
    public async Task A_copy_that_is_left_refused_or_cancelled_spares_the_connection()
    {
        await using var source = await TableAsync();
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using (var left = await connection.CopyInAsync("COPY t FROM STDIN", CancelScope.CurrentToken))
            await left.WriteAsync("1\ta\n"u8.ToArray(), CancelScope.CurrentToken);
        await CheckAsync(connection, 0);

        await using (var wrong = await connection.CopyInAsync("COPY t FROM STDIN", CancelScope.CurrentToken))
        {
            await wrong.WriteAsync("1\ta\nx\tb\n"u8.ToArray(), CancelScope.CurrentToken);
            var error = await Assert.ThrowsAsync<PostgresException>(() => wrong.CompleteAsync(CancelScope.CurrentToken));
            Assert.Equal(("22P02", "COPY t, line 2, column n: \"x\""), (error.SqlState, error.Where));
        }

        await CheckAsync(connection, 0);
        await using (var early = await connection.CopyInAsync("COPY t FROM STDIN", CancelScope.CurrentToken))
        {
            var error = await Assert.ThrowsAsync<PostgresException>(async () =>
            {
                while (true)
                    await early.WriteAsync("x\tb\n"u8.ToArray(), CancelScope.CurrentToken);
            });
            Assert.Equal("22P02", error.SqlState);
        }

        await CheckAsync(connection, 0);
        await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(TimeSpan.FromMilliseconds(50), async () =>
        {
            await using var endless = await connection.CopyInAsync("COPY t FROM STDIN", CancelScope.CurrentToken);
            while (true)
                await endless.WriteAsync("1\tb\n"u8.ToArray(), CancelScope.CurrentToken);
        }));
        await CheckAsync(connection, 0);
        await using (var output =
            await connection.CopyOutAsync("COPY (SELECT generate_series(1, 1000000)) TO STDOUT", CancelScope.CurrentToken))
            Assert.NotEqual(0, await output.ReadAsync(new byte[10], CancelScope.CurrentToken));
        await CheckAsync(connection, 0);
        await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(TimeSpan.FromMilliseconds(50), async () =>
        {
            await using var endless = await connection.CopyOutAsync("COPY (SELECT pg_sleep(3600)) TO STDOUT", CancelScope.CurrentToken);
            _ = await endless.ReadAsync(new byte[10], CancelScope.CurrentToken);
        }));
        await CheckAsync(connection, 0);
        await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var late = await connection.CopyOutAsync(
                "COPY (SELECT 1 / (300000 - n) FROM generate_series(1, 300000) n) TO STDOUT", CancelScope.CurrentToken);
            await late.CopyToAsync(Stream.Null, CancelScope.CurrentToken);
        });
        await CheckAsync(connection, 0);
    }

    [LoopFact]
    public async Task A_statement_that_is_no_copy_of_the_direction_is_refused()
    {
        await using var source = await TableAsync();
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        foreach (var statement in (string[])["SELECT 1", "COPY t TO STDOUT"])
            await Assert.ThrowsAsync<ArgumentException>(() => connection.CopyInAsync(statement, CancelScope.CurrentToken));
        foreach (var statement in (string[])["SELECT 1", "COPY t FROM STDIN"])
            await Assert.ThrowsAsync<ArgumentException>(() => connection.CopyOutAsync(statement, CancelScope.CurrentToken));
        await Assert.ThrowsAsync<PostgresException>(() => connection.CopyOutAsync("COPY nothing TO STDOUT", CancelScope.CurrentToken));
        await using (await connection.CopyInAsync("COPY t FROM STDIN", CancelScope.CurrentToken))
        {
            await using var command = connection.CreateCommand("SELECT 1");
            await Assert.ThrowsAsync<InvalidOperationException>(() => command.ExecuteScalarAsync(CancelScope.CurrentToken));
        }

        await CheckAsync(connection, 0);
    }

    [Fact]
    public async Task Copies_work_without_a_loop()
    {
        await using var source = await TableAsync();
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (var stream = await connection.CopyInAsync("COPY t FROM STDIN", TestContext.Current.CancellationToken))
        {
            for (var i = 0; i < 20_000; i++)
                await stream.WriteAsync(Encoding.UTF8.GetBytes($"{i}\tdish\n"), TestContext.Current.CancellationToken);
            Assert.Equal(20_000, await stream.CompleteAsync(TestContext.Current.CancellationToken));
        }

        await using var output = await connection.CopyOutAsync("COPY t TO STDOUT", TestContext.Current.CancellationToken);
        using var reader = new StreamReader(output);
        Assert.Equal(
            20_000, (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Count(static character => character == '\n'));
    }

    [Fact]
    public async Task Bytes_of_100_MB_go_in_and_come_out()
    {
        await using var source = await Sources.OpenAsync();
        await source.ExecuteAsync("CREATE TABLE files (content bytea)");
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var bytes = new byte[100 * 1024 * 1024];
        new Random(1).NextBytes(bytes);
        await using (var insert = connection.CreateCommand("INSERT INTO files VALUES (@content)"))
        {
            insert.Parameters.AddWithValue("content", bytes);
            await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using (var select = connection.CreateCommand("SELECT content FROM files"))
            Check(await select.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await using var store = connection.CreateCommand("SELECT lo_from_bytea(0, @content)");
        store.Parameters.AddWithValue("content", bytes);
        await using var load = connection.CreateCommand("SELECT lo_get(@id::oid)");
        load.Parameters.AddWithValue("id", await store.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Check(await load.ExecuteScalarAsync(TestContext.Current.CancellationToken));

        void Check(object? read) => Assert.True(bytes.AsSpan().SequenceEqual((byte[])read!));
    }

    private static async Task<PostgresDataSource> TableAsync()
    {
        var source = await Sources.OpenAsync();
        await source.ExecuteAsync("CREATE TABLE t (n int, name text)");
        return source;
    }

    private static async Task CheckAsync(PostgresConnection connection, long rows)
    {
        await using var command = connection.CreateCommand("SELECT count(*) FROM t");
        Assert.Equal(rows, await command.ExecuteScalarAsync(CancelScope.CurrentToken));
    }
}
