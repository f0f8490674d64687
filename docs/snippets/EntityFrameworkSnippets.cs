using Dapper;
using Microsoft.EntityFrameworkCore;
using Rondo.Data;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/entity-framework.md.</summary>
public static class EntityFrameworkSnippets
{
    // begin ef-context
    public sealed class Book
    {
        public int Id { get; set; }

        public required string Title { get; set; }

        public double Price { get; set; }
    }

    public sealed class Library(DbContextOptions<Library> options) : DbContext(options)
    {
        public DbSet<Book> Books => Set<Book>();
    }
    // end ef-context

    public sealed record NewBook(string Title, double Price);

    // begin ef-unit-of-work
    public sealed record UnitOfWork(Library Library)
    {
        [Dependency]
        internal static async IAsyncEnumerable<UnitOfWork> Begin(Library library)
        {
            await using var transaction = await library.Database.BeginTransactionAsync(CancelScope.CurrentToken);
            yield return new UnitOfWork(library);
            await library.SaveChangesAsync(CancelScope.CurrentToken);
            await transaction.CommitAsync(CancelScope.CurrentToken);
        }
    }
    // end ef-unit-of-work

    [LoopFact(Virtual = true)]
    public static async Task An_app_uses_EF_Core_and_Dapper()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite:");
        var builder = RondoApp.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", $"--DATABASE_URL={test.Url}"]);
        // begin ef-app
        builder.AddDatabase(); // the setting DATABASE_URL
        builder.Services.AddDbContextPool<Library>((services, options) =>
            options.UseSqlite(services.GetRequiredService<Database>().Source.ConnectionString).UseRondo());
        var app = builder.Build();

        app.Get("/books/{id}", async (int id, Library library) =>
            await library.Books.FindAsync([id], CancelScope.CurrentToken) ?? throw new NotFound($"There is no book {id}."));

        app.Post("/books", async (NewBook wanted, Library library) =>
        {
            var book = new Book { Title = wanted.Title, Price = wanted.Price };
            library.Add(book);
            await library.SaveChangesAsync(CancelScope.CurrentToken);
            return book;
        }).Status(201);
        // end ef-app

        // begin ef-commit
        app.Post("/books/prices", async (UnitOfWork work) =>
        {
            foreach (var book in await work.Library.Books.ToListAsync(CancelScope.CurrentToken))
                book.Price *= 2;
        });
        // end ef-commit

        // begin ef-dapper
        app.Get("/titles", async (Database db, double least = 0) =>
        {
            await using var connection = await db.Source.OpenConnectionAsync(CancelScope.CurrentToken);
            return await connection.QueryAsync<string>(new CommandDefinition(
                """SELECT "Title" FROM "Books" WHERE "Price" >= @least""", new { least }, cancellationToken: CancelScope.CurrentToken));
        });
        // end ef-dapper

        await using (var scope = app.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<Library>().Database.EnsureCreatedAsync(CancelScope.CurrentToken);
        await using var client = await TestClient.StartAsync(app);
        using var body = new StringContent("""{"title":"Emma","price":4.5}""", System.Text.Encoding.UTF8, "application/json");
        (await client.PostAsync("/books", body)).EnsureSuccessStatusCode();
        (await client.PostAsync("/books/prices", null)).EnsureSuccessStatusCode();
        Assert.Equal("""{"id":1,"title":"Emma","price":9}""", await client.GetStringAsync("/books/1"));
        Assert.Equal("""["Emma"]""", await client.GetStringAsync("/titles?least=5"));
    }
}
