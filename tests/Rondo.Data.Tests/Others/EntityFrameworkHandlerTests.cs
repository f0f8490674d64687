using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Sync;

namespace Rondo.Data.Tests.Others;

/// <summary>Contexts in handlers: a scoped service, pooled or from a factory, and a dependency that commits.</summary>
public sealed class EntityFrameworkHandlerTests
{
    private static readonly Dictionary<string, Action<IServiceCollection>> s_ways = new()
    {
        ["AddDbContext"] = static services => services.AddDbContext<Library>(Configure),
        ["AddDbContextPool"] = static services => services.AddDbContextPool<Library>(Configure),
        ["AddDbContextFactory"] = static services => services.AddDbContextFactory<Library>(Configure),
        ["AddPooledDbContextFactory"] = static services => services.AddPooledDbContextFactory<Library>(Configure)
            .AddScoped(static scope => scope.GetRequiredService<IDbContextFactory<Library>>().CreateDbContext()),
    };

    public static TheoryData<string, string> Ways
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var way in s_ways.Keys)
            {
                data.Add("sqlite", way);
                data.Add("postgres", way);
            }

            return data;
        }
    }

    [LoopTheory(Virtual = true), MemberData(nameof(Ways))]
    public async Task Many_requests_use_contexts_at_the_same_time(string kind, string way)
    {
        await using var client = await StartAsync(kind, way);
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 20; i++)
                group.Start(async () => Assert.Equal("300", await client.GetStringAsync("/count")));
            await EventLoop.Yield();
        });
    }

    [LoopTheory(Virtual = true), MemberData(nameof(Ways))]
    public async Task A_dependency_commits_before_the_response(string kind, string way)
    {
        await using var client = await StartAsync(kind, way);
        using var added = await client.PostAsync("/books/one", null);
        Assert.Equal(HttpStatusCode.NoContent, added.StatusCode);
        Assert.Equal("301", await client.GetStringAsync("/count"));
        using var failed = await client.PostAsync("/books/two?fails=true", null);
        Assert.Equal(HttpStatusCode.Conflict, failed.StatusCode);
        Assert.Equal("301", await client.GetStringAsync("/count"));
    }

    [LoopTheory(Virtual = true), InlineData("sqlite"), InlineData("postgres")]
    public async Task A_client_that_leaves_has_written_nothing(string kind)
    {
        await using var client = await StartAsync(kind, "AddDbContextPool");
        var leaves = client.Services.GetRequiredService<Leaving>();
        using var stop = new CancellationTokenSource();
        var request = client.PostAsync("/leave", null, stop.Token);
        await leaves.IsWaiting.WaitAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await leaves.HasEnded.WaitAsync();
        Assert.Equal("300", await client.GetStringAsync("/count"));
    }

    private static void Configure(IServiceProvider services, DbContextOptionsBuilder options) =>
        Library.Configure(options, services.GetRequiredService<Database>());

    private static async Task<TestClient> StartAsync(string kind, string way)
    {
        var url = await Databases.UrlAsync(kind);
        var app = RondoApp.Create([], builder =>
        {
            builder.AddDatabase(url);
            builder.Services.AddSingleton<Leaving>();
            s_ways[way](builder.Services);
        });
        app.Get("/count", (Library library) => library.Books.CountAsync(CancelScope.CurrentToken));
        app.Post("/books/{title}", (string title, UnitOfWork work, bool fails = false) =>
        {
            work.Library.Add(new Book { Title = title, AuthorId = 1 });
            if (fails)
                throw new Conflict("Not today.");
        });
        app.Post("/leave", async (UnitOfWork work, Leaving leaving) =>
        {
            try
            {
                await work.Library.Books.ExecuteDeleteAsync(CancelScope.CurrentToken);
                leaving.IsWaiting.Set();
                await new Event().WaitAsync();
            }
            finally
            {
                leaving.HasEnded.Set();
            }
        });
        await using (var scope = app.Services.CreateAsyncScope())
            await FillAsync(scope.ServiceProvider.GetRequiredService<Library>());
        return await TestClient.StartAsync(app);
    }

    private static async Task FillAsync(Library library)
    {
        await library.Database.MigrateAsync();
        var author = new Author { Name = "ann" };
        for (var i = 1; i <= 300; i++)
            author.Books.Add(new Book { Title = $"book {i}", Price = i });
        library.Add(author);
        await library.SaveChangesAsync();
    }

    internal sealed class Leaving
    {
        internal Event IsWaiting { get; } = new();

        internal Event HasEnded { get; } = new();
    }
}
