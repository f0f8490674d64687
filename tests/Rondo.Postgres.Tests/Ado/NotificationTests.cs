namespace Rondo.Postgres.Tests.Ado;

/// <summary>LISTEN and NOTIFY, and notices.</summary>
public sealed class NotificationTests
{
    [LoopFact]
    public async Task Notifications_arrive_in_order_and_a_broken_connection_is_replaced()
    {
        await using var source = await Sources.OpenAsync();
        await using var messages = source.ListenAsync("orders", "Other \" one").GetAsyncEnumerator(CancelScope.CurrentToken);
        Assert.Equal(PostgresNotificationKind.Connected, (await NextAsync(messages)).Kind);
        await source.ExecuteAsync("NOTIFY orders, 'a'; NOTIFY \"Other \"\" one\"; NOTIFY unheard, 'x'; NOTIFY orders, 'b'");
        var seen = new List<(string, string)>();
        for (var i = 0; i < 3; i++)
        {
            var message = await NextAsync(messages);
            Assert.Equal((PostgresNotificationKind.Notification, true), (message.Kind, message.ProcessId > 0));
            seen.Add((message.Channel, message.Payload));
        }

        Assert.Equal([("orders", "a"), ("Other \" one", ""), ("orders", "b")], seen);
        await source.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid() "
                + "AND datname = current_database()");
        var broken = await NextAsync(messages);
        Assert.Equal(PostgresNotificationKind.Disconnected, broken.Kind);
        Assert.Contains("terminating connection due to administrator command", broken.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(PostgresNotificationKind.Connected, (await NextAsync(messages)).Kind);
        await source.ExecuteAsync("NOTIFY orders, 'c'");
        Assert.Equal("c", (await NextAsync(messages)).Payload);
    }

    [LoopFact]
    public async Task A_listener_survives_a_restart_of_the_server()
    {
        using var server = PostgresServer.Start();
        await using var source = PostgresDataSource.Create(server.Url);
        await using var messages = source.ListenAsync("orders").GetAsyncEnumerator(CancelScope.CurrentToken);
        Assert.Equal(PostgresNotificationKind.Connected, (await NextAsync(messages)).Kind);
        server.Restart(isCrash: false);
        var message = await NextAsync(messages);
        Assert.Equal(PostgresNotificationKind.Disconnected, message.Kind);
        while (message.Kind == PostgresNotificationKind.Disconnected)
            message = await NextAsync(messages);
        Assert.Equal(PostgresNotificationKind.Connected, message.Kind);
        await source.ExecuteAsync("NOTIFY orders, 'a'");
        Assert.Equal("a", (await NextAsync(messages)).Payload);
    }

    [Fact]
    public async Task Notifications_arrive_without_a_loop_until_the_token_ends_them()
    {
        await using var source = await Sources.OpenAsync();
        using var end = new CancellationTokenSource();
        var payloads = new List<string>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var message in source.ListenAsync("orders").WithCancellation(end.Token))
            {
                payloads.Add($"{message.Kind} {message.Payload}");
                if (message.Kind == PostgresNotificationKind.Connected)
                    await source.ExecuteAsync("NOTIFY orders, 'a'");
                else
                    await end.CancelAsync();
            }
        });
        Assert.Equal(["Connected ", "Notification a"], payloads);
    }

    [LoopFact]
    public async Task A_listener_that_is_left_closes_its_connection()
    {
        await using var source = await Sources.OpenAsync();
        await foreach (var message in source.ListenAsync("orders"))
            break;
        while (await source.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()") > 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
    }

    [LoopFact]
    public async Task Notices_reach_the_connection_that_caused_them()
    {
        await using var source = await Sources.OpenAsync();
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        var notices = new List<string>();
        connection.Notice += (_, notice) => notices.Add($"{notice} {notice.SqlState} {notice.Hint}");
        await using var command =
            connection.CreateCommand("DO $$ BEGIN RAISE WARNING 'careful' USING HINT = 'look', ERRCODE = '01234'; END $$");
        await command.ExecuteNonQueryAsync(CancelScope.CurrentToken);
        Assert.Equal(["WARNING: careful 01234 look"], notices);
    }

    private static async Task<PostgresNotification> NextAsync(IAsyncEnumerator<PostgresNotification> messages)
    {
        Assert.True(await CancelScope.FailAfter(TimeSpan.FromSeconds(30), () => messages.MoveNextAsync().AsTask()));
        return messages.Current;
    }
}
