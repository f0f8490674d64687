using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Rondo.Web.Tests.Kitchen;

public class ItemTests
{
    [LoopFact]
    public async Task Items_are_stored_found_listed_replaced_and_removed()
    {
        await using var client = await KitchenClient.StartAsync();
        Assert.Equal("[]", (await client.GetJsonAsync("/items")).ToString());
        using var created = await client.SendJsonAsync(HttpMethod.Post, "/items", """{"name":"Soup","price":1.50,"tags":["hot","green"]}""");
        Assert.Equal("""{"id":1,"name":"Soup","price":1.50,"tags":["hot","green"]}""", (await created.JsonAsync(201)).ToString());
        Assert.Equal("/items/1", created.Headers.Location?.ToString());
        Assert.Equal("""{"id":1,"name":"Soup","price":1.50,"tags":["hot","green"]}""", (await client.GetJsonAsync("/items/1")).ToString());
        await client.PostJsonAsync("/items", """{"name":"Stew","price":2}""", 201);
        await client.PostJsonAsync("/items", """{"name":"Bread","price":3,"tags":null}""", 201);
        Assert.Equal("""[{"id":2,"name":"Stew","price":2,"tags":[]}]""", (await client.GetJsonAsync("/items?limit=1&offset=1")).ToString());
        Assert.Equal([1, 2, 3], (await client.GetJsonAsync("/items")).EnumerateArray().Select(static item => item.GetProperty("id").GetInt32()));
        Assert.Equal("[]", (await client.GetJsonAsync("/items?offset=9223372036854775807")).ToString());

        using var replaced = await client.SendJsonAsync(HttpMethod.Put, "/items/1", """{"name":"Broth","price":0.01,"tags":[]}""");
        Assert.Equal("""{"id":1,"name":"Broth","price":0.01,"tags":[]}""", (await replaced.JsonAsync(200)).ToString());
        Assert.Equal("Broth", (await client.GetJsonAsync("/items/1")).GetProperty("name").GetString());
        using var removed = await client.DeleteAsync("/items/1");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal("There is no item 1.", (await client.GetJsonAsync("/items/1", 404)).GetProperty("detail").GetString());
        using var again = await client.DeleteAsync("/items/1");
        await again.JsonAsync(404);
        using var missing = await client.SendJsonAsync(HttpMethod.Put, "/items/1", """{"name":"Broth","price":1}""");
        await missing.JsonAsync(404);
        Assert.Equal(4, (await client.PostJsonAsync("/items", """{"name":"New","price":1}""", 201)).GetProperty("id").GetInt32()); // an id is never given twice
    }

    [LoopFact]
    public async Task Prices_and_texts_come_back_as_they_were()
    {
        await using var client = await KitchenClient.StartAsync();
        foreach (var price in new[] { "0.1", "0.10", "1000000", "999999.9999999999999999999", "0.0000000000000000000000000001", "123456.789" })
        {
            var stored = await client.PostJsonAsync("/items", $$"""{"name":"x","price":{{price}}}""", 201);
            Assert.Equal(price, (await client.GetJsonAsync($"/items/{stored.GetProperty("id")}")).GetProperty("price").GetRawText());
        }

        foreach (var name in new[] { "'; DROP TABLE items; --", "a\0b", "🍲 ragoût \"fin\"", new string('x', 100), " " })
        {
            var stored = await client.PostJsonAsync("/items", JsonSerializer.Serialize(new { name, price = 1, tags = new[] { name } }), name == " " ? 422 : 201);
            if (name == " ")
                continue;
            var found = await client.GetJsonAsync($"/items/{stored.GetProperty("id")}");
            Assert.Equal(name, found.GetProperty("name").GetString());
            Assert.Equal(name, found.GetProperty("tags")[0].GetString());
        }
    }

    [LoopFact]
    public async Task Every_mistake_in_an_item_is_named()
    {
        await using var client = await KitchenClient.StartAsync();
        (string Body, string[] Pointers)[] wrong =
        [
            ("""{"name":"","price":0,"tags":["1","2","3","4","5","6","7","8","9","10","11"]}""", ["/name", "/price", "/tags"]),
            ($$"""{"name":"{{new string('x', 101)}}","price":1000000.01}""", ["/name", "/price"]),
            ("""{"name":null,"price":null}""", ["/name", "/price"]),
            ("""{"name":7,"price":"many","tags":{}}""", ["/name", "/price", "/tags"]),
            ("""{"name":"x","price":-1}""", ["/price"]),
            ("""{"name":"x","price":1e400}""", ["/price"]),
            ("""{"name":"x","price":1,"tags":[null]}""", ["/tags/0"]),
            ("""{"name":"x","price":1,"tags":["a",7]}""", ["/tags/1"]),
            ("""{"name":"\ud800","price":1}""", ["/name"]),
            ("""{"\ud800":1,"name":"x","price":1}""", [""]),
            ("{}", ["/name", "/price"]),
            ("[]", [""]),
            ("null", [""]),
            ("{", [""]),
            ("", [""]),
        ];
        foreach (var (body, pointers) in wrong)
        {
            var post = await client.PostJsonAsync("/items", body, 422);
            Assert.Equal(string.Join(' ', pointers), string.Join(' ', post.Pointers()));
            using var put = await client.SendJsonAsync(HttpMethod.Put, "/items/1", body);
            Assert.Equal(post.ToString(), (await put.JsonAsync(422)).ToString());
        }

        await client.PostJsonAsync("/items", new string('[', 1000), 422);
        Assert.Equal("[]", (await client.GetJsonAsync("/items")).ToString());
    }

    [LoopFact]
    public async Task Requests_that_make_no_sense_are_4xx()
    {
        await using var client = await KitchenClient.StartAsync();
        Assert.Equal(["/limit", "/offset"], (await client.GetJsonAsync("/items?limit=0&offset=-1", 422)).Pointers());
        Assert.Equal(["/limit", "/offset"], (await client.GetJsonAsync("/items?limit=101&offset=x", 422)).Pointers());
        foreach (var id in new[] { "x", "1.5", "99999999999999999999", "%20", "1%2F2" })
            Assert.Equal(["/id"], (await client.GetJsonAsync($"/items/{id}", 422)).Pointers());
        await client.GetJsonAsync("/items/-1", 404);
        using var form = await client.PostAsync("/items", new FormUrlEncodedContent([new("name", "x")]));
        await form.JsonAsync(415);
        using var latin = await client.PostAsync("/items", new StringContent("""{"name":"x","price":1}""", Encoding.Latin1, "application/json"));
        await latin.JsonAsync(415);
        using var nothing = await client.PostAsync("/items", null);
        await nothing.JsonAsync(422);
        using var patched = await client.SendJsonAsync(HttpMethod.Patch, "/items/1", "{}");
        await patched.JsonAsync(405);
    }

    [LoopFact]
    public async Task Fifty_items_stored_at_once_are_all_there()
    {
        await using var client = await KitchenClient.StartAsync();
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 50; i++)
            {
                var price = i + 1;
                group.Start(() => client.PostJsonAsync("/items", $$"""{"name":"item","price":{{price}}}""", 201));
            }

            return Task.CompletedTask;
        });
        var items = (await client.GetJsonAsync("/items?limit=100")).EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, 50), items.Select(static item => item.GetProperty("id").GetInt32()));
        Assert.Equal(Enumerable.Range(1, 50), items.Select(static item => item.GetProperty("price").GetInt32()).Order());
    }

    [LoopFact]
    public async Task A_client_that_goes_away_while_writing_leaves_the_next_writer_its_turn()
    {
        await using var client = await KitchenClient.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(i / 4.0), () => client.PostJsonAsync("/items", """{"name":"perhaps","price":1}""", 201));
            await CancelScope.FailAfter(TimeSpan.FromSeconds(20), () => client.PostJsonAsync("/items", """{"name":"surely","price":1}""", 201));
        }

        var names = (await client.GetJsonAsync("/items?limit=100")).EnumerateArray().Select(static item => item.GetProperty("name").GetString()).ToList();
        Assert.Equal(20, names.Count(static name => name == "surely"));
    }

    [Fact]
    public async Task Items_outlive_the_program_and_two_programs_share_a_file()
    {
        var database = KitchenFiles.NewDatabase();
        await using (var first = await ServedKitchen.StartAsync(options => options with { Database = $"sqlite://{database}" }))
        {
            await using var second = await ServedKitchen.StartAsync(options => options with { Database = $"sqlite://{database}", Loops = 2 });
            var posts = Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? first : second).Client.PostJsonAsync("/items", """{"name":"x","price":1}""", 201));
            await Task.WhenAll(posts);
        }

        Assert.False(File.Exists(database + "-wal"), "The last one to close the database tidies up.");
        await using var third = await ServedKitchen.StartAsync(options => options with { Database = $"sqlite://{database}" });
        Assert.Equal(Enumerable.Range(1, 40), (await third.Client.GetJsonAsync("/items?limit=100")).EnumerateArray().Select(static item => item.GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task A_database_that_cannot_be_opened_is_said_at_the_start()
    {
        var file = KitchenFiles.NewDatabase();
        await File.WriteAllTextAsync(file, "This is no database, and long enough for SQLite to look at it twice. " + new string('x', 1000), TestContext.Current.CancellationToken);
        var exception = await Assert.ThrowsAsync<Rondo.Data.DatabaseException>(() => ServedKitchen.StartAsync(options => options with { Database = $"sqlite://{file}" }));
        Assert.Equal($"The file {file} is no database of SQLite's: file is not a database. Choose another file.", exception.Message);
    }
}
