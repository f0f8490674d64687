using Dapper;
using Rondo.Postgres;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/postgres.md. The tests of Rondo.Postgres run it.</summary>
public static class PostgresSnippets
{
    public static async Task<List<string>> ReadAsync(string url)
    {
        // begin postgres-source
        await using var source = PostgresDataSource.Create(url); // one for the whole program
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        // end postgres-source
        var names = new List<string>();
        // begin postgres-command
        await using var command = connection.CreateCommand("SELECT name FROM dishes WHERE price <= @most ORDER BY id");
        command.Parameters.AddWithValue("most", 10m);
        await using (var reader = await command.ExecuteReaderAsync(CancelScope.CurrentToken))
        {
            while (await reader.ReadAsync(CancelScope.CurrentToken))
                names.Add(reader.GetString(0));
        }
        // end postgres-command
        // begin postgres-dapper
        long[] wanted = [1, 2];
        names.AddRange(await connection.QueryAsync<string>("SELECT name FROM dishes WHERE id = ANY(@wanted)", new { wanted }));
        // end postgres-dapper
        return names;
    }

    public static async Task<long> CopyAsync(PostgresConnection connection, IEnumerable<(long Id, string Name, decimal Price)> dishes)
    {
        // begin postgres-copy
        await using var copy = await connection.CopyInAsync("COPY dishes FROM STDIN (FORMAT binary)", CancelScope.CurrentToken);
        foreach (var dish in dishes)
            await copy.WriteRowAsync(dish.Id, dish.Name, dish.Price);
        var rows = await copy.CompleteAsync(CancelScope.CurrentToken);
        // end postgres-copy
        return rows;
    }

    public static async Task ListenAsync(PostgresDataSource source, Action<string> handle, Action refresh)
    {
        // begin postgres-listen
        await foreach (var message in source.ListenAsync("orders"))
        {
            if (message.Kind == PostgresNotificationKind.Notification)
                handle(message.Payload);
            else if (message.Kind == PostgresNotificationKind.Connected)
                refresh(); // a notification may have been missed
        }
        // end postgres-listen
    }
}
