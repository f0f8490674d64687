using Rondo.Docs.Tests.Snippets;

namespace Rondo.Postgres.Tests.Ado;

/// <summary>The snippets of docs/guide/postgres.md.</summary>
public sealed class GuideTests
{
    [LoopFact]
    public async Task The_guide_does_what_it_says()
    {
        var url = await PostgresServer.CreateDatabaseAsync();
        await using var source = PostgresDataSource.Create(url);
        await source.ExecuteAsync("CREATE TABLE dishes (id bigint, name text, price numeric)");
        await using (var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken))
            Assert.Equal(2, await PostgresSnippets.CopyAsync(connection, [(1, "soup", 4.5m), (2, "steak", 21m)]));
        Assert.Equal(["soup", "soup", "steak"], await PostgresSnippets.ReadAsync(url));
        var heard = "";
        await TaskGroup.RunAsync(async group =>
        {
            var connected = new Rondo.Sync.Event();
            group.Start(() => PostgresSnippets.ListenAsync(source, payload =>
            {
                heard = payload;
                group.Stop(TimeSpan.Zero);
            }, connected.Set));
            await connected.WaitAsync();
            await source.ExecuteAsync("NOTIFY orders, 'new'");
        });
        Assert.Equal("new", heard);
    }
}
