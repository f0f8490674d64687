namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/dependencies.md.</summary>
public static class Dependencies
{
    internal static void Map(RondoApp app)
    {
        // begin api-dependencies
        app.Get("/orders", (Caller caller, Page page) => $"{caller.Name}: {page.Skip} to {page.Skip + page.Take}");
        app.Post("/orders", (Caller caller, Transaction transaction) => transaction.Add($"order of {caller.Name}"));
        // end api-dependencies

        // begin api-dependencies-group
        var admin = app.Group("/admin").Depends(RequireKey);
        admin.Get("/", () => "the books");
        // end api-dependencies-group

        // begin api-dependencies-answer
        var members = app.Group("/members").Depends(([FromHeader(Name = "X-Key")] string? key) => key is null ? Results.Redirect("/join") : null);
        members.MapGet("/", () => "the cellar"); // a minimal API beside the handlers is guarded too
        // end api-dependencies-answer

        // begin api-dependencies-shipped
        app.Post("/entries/{text}", (string text, Ledger.Transaction transaction) => transaction.Add(text));
        app.Get("/entries", (Ledger.Database database) => database.Entries);
        // end api-dependencies-shipped
    }

    // begin api-dependencies-guard
    private static void RequireKey([FromHeader(Name = "X-Key")] string key)
    {
        if (!Secret.AreEqual(key, "open sesame"))
            throw new Forbidden("The key is wrong.");
    }
    // end api-dependencies-guard

    // begin api-dependencies-functions
    public sealed record Page(int Skip, int Take);

    public sealed record Caller(string Name);

    internal static class Functions
    {
        [Dependency]
        internal static Page Page(int skip = 0, int take = 10) => new(skip, take);

        [Dependency]
        internal static async Task<Caller> Caller([FromHeader(Name = "X-User")] string user)
        {
            await EventLoop.Yield(); // look it up
            return new Caller(user);
        }
    }
    // end api-dependencies-functions

    // begin api-dependencies-cleanup
    internal static class Database
    {
        [Dependency]
        internal static async IAsyncEnumerable<Transaction> Begin(Log log)
        {
            var transaction = new Transaction(log);
            try
            {
                yield return transaction;
                await transaction.CommitAsync(); // the handler has returned
            }
            finally
            {
                log.Lines.Add("closed"); // in any case
            }
        }

        [Dependency(DependencyScope.App)]
        internal static Log Open() => new();
    }
    // end api-dependencies-cleanup

    public sealed class Log
    {
        public List<string> Lines { get; } = [];
    }

    public sealed class Transaction(Log log)
    {
        public string Add(string line)
        {
            log.Lines.Add(line);
            return line;
        }

        public async Task CommitAsync()
        {
            await EventLoop.Yield();
            log.Lines.Add("committed");
        }
    }

    public class Tests
    {
        // begin api-dependencies-override
        [LoopFact(Virtual = true)]
        public async Task Each_order_is_committed()
        {
            var app = GuideApp.Build(Map);
            var log = new Log();
            using var logs = app.Override(() => log);
            using var callers = app.Override(() => new Caller("joe"));
            await using var client = await TestClient.StartAsync(app);
            using var response = await client.PostAsync("/orders", null);
            Assert.Equal("order of joe", await response.Content.ReadAsStringAsync());
            Assert.Equal(["order of joe", "committed", "closed"], log.Lines);
        }
        // end api-dependencies-override
    }
}
