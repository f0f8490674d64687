using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rondo.Server;

namespace Rondo.Data.Tests.Others;

/// <summary>A deadline of the server over statements of other libraries that hang: it answers, and their pool is whole after it.</summary>
/// <remarks>
/// Not with OrCancel: Npgsql loses a connection that is closed while it executes. The guide and RONDO0108 say to pass the token.
/// </remarks>
public sealed class DeadlineTests
{
    private const int PoolSize = 3;
    private const string Hang = "SELECT pg_advisory_lock_shared(1)";

    private static readonly Dictionary<string, Func<NpgsqlDataSource, Task>> s_ways = new()
    {
        ["Npgsql"] = static source => ExecuteAsync(source, static command => command.ExecuteNonQueryAsync()),
        ["Npgsql, token"] = static source => ExecuteAsync(source, static command => command.ExecuteNonQueryAsync(CancelScope.CurrentToken)),
        ["Dapper"] = static async source =>
        {
            await using var connection = await source.OpenConnectionAsync();
            await connection.ExecuteAsync(Hang);
        },
        ["EF Core"] = static async source =>
        {
            await using var context = Open(source);
            await context.Database.ExecuteSqlRawAsync(Hang);
        },
        ["EF Core, token"] = static async source =>
        {
            await using var context = Open(source);
            await context.Database.ExecuteSqlRawAsync(Hang, CancelScope.CurrentToken);
        },
    };

    public static TheoryData<string> Ways => [.. s_ways.Keys];

    [LoopTheory, MemberData(nameof(Ways))]
    public async Task Each_request_is_answered_and_the_pool_is_whole_afterwards(string way)
    {
        var url = new Uri(await Databases.UrlAsync("postgres"));
        var server = $"Host={url.Host};Port={url.Port};Username={url.UserInfo};Database={url.AbsolutePath[1..]}";
        await using var source = NpgsqlDataSource.Create($"{server};Maximum Pool Size={PoolSize};Timeout=300");
        await using var client = await StartAsync(source, way);
        await using (var holder = new NpgsqlConnection($"{server};Pooling=false"))
        {
            await holder.OpenAsync(CancelScope.CurrentToken);
            await holder.ExecuteAsync("SELECT pg_advisory_lock(1)");
            for (var round = 0; round < 2; round++) // a library that was given no token keeps its connection until the lock is free
            {
                var answers = await Gather.AllAsync(Enumerable.Range(0, PoolSize).Select(_ => (Func<Task<int>>)(async () =>
                {
                    using var answer = await client.GetAsync("/");
                    return (int)answer.StatusCode;
                })));
                Assert.Equal([504, 504, 504], answers);
            }
        }

        List<NpgsqlConnection> all = [];
        for (var i = 0; i < PoolSize; i++)
        {
            all.Add(await source.OpenConnectionAsync(CancelScope.CurrentToken));
            Assert.Equal(i, await all[i].ExecuteScalarAsync<int>($"SELECT {i}"));
        }

        foreach (var connection in all)
            await connection.DisposeAsync();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, Func<NpgsqlCommand, Task> execute)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(Hang, connection);
        await execute(command);
    }

    private static DbContext Open(NpgsqlDataSource source) => new(new DbContextOptionsBuilder().UseNpgsql(source).Options);

    private static async Task<TestClient> StartAsync(NpgsqlDataSource source, string way)
    {
        var app = RondoApp.Create([], static builder =>
            builder.Services.Configure<RondoServerOptions>(static options => options.RequestDeadline = TimeSpan.FromMilliseconds(300)));
        app.Get("/", async () => await s_ways[way](source));
        return await TestClient.StartAsync(app);
    }
}
