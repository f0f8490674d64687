using Rondo.Web.Tests.Browsing;

namespace Rondo.Web.Tests.Kitchen;

/// <summary>Kitchen's pages in a real browser.</summary>
[Trait("Speed", "Slow")]
public class BrowserTests
{
    [Fact]
    public async Task Two_browsers_chat_across_loops()
    {
        await using var kitchen = await ServedKitchen.StartAsync(static options => options with { Loops = 2 });
        await using var chromium = await Chromium.StartAsync();
        var ann = await chromium.OpenAsync(new Uri(kitchen.Address, "/chat?room=stove&name=Ann"));
        await ann.WaitAsync("document.querySelector('#state').innerText === 'in stove as Ann'");
        var bob = await chromium.OpenAsync(new Uri(kitchen.Address, "/chat"));
        await bob.FillAsync("#name", "Bob");
        await bob.FillAsync("#room", "stove");
        await bob.ClickAsync("#who button");
        await bob.WaitAsync("document.querySelector('#state').innerText === 'in stove as Bob'");
        await ann.WaitAsync("document.querySelector('#members').innerText === 'Ann\\nBob'");
        await bob.WaitAsync("document.querySelector('#count').innerText === '2 are here'");

        const string Markup = "<img src=x onerror=\"document.title='broken'\"> & <b>bold</b>";
        await SayAsync(ann, "Is the water boiling?");
        await SayAsync(bob, "Not yet.\nChop something meanwhile.");
        await SayAsync(ann, Markup);
        foreach (var page in new[] { ann, bob })
        {
            await page.WaitAsync("document.querySelectorAll('.said').length === 3");
            Assert.Equal("Bob\nNot yet.\nChop something meanwhile.", (await page.EvaluateAsync("document.querySelectorAll('.said')[1].innerText")).GetString());
            Assert.Equal("Ann\n" + Markup, await page.TextAsync(".said:last-of-type"));
            Assert.Equal("Chat · Kitchen", (await page.EvaluateAsync("document.title")).GetString());
        }

        await ann.PictureAsync("chat");
        await bob.SendAsync("Page.navigate", new() { ["url"] = "about:blank" });
        await ann.WaitAsync("[...document.querySelectorAll('.note')].some(note => note.innerText === 'Bob left')");
        await ann.WaitAsync("document.querySelector('#members').innerText === 'Ann'");
        Assert.Empty(ann.Errors);
        Assert.Empty(bob.Errors);
    }

    [Fact]
    public async Task The_chat_comes_back_when_the_server_does()
    {
        BrowserPage page;
        Uri address;
        await using var chromium = await Chromium.StartAsync();
        await using (var kitchen = await ServedKitchen.StartAsync())
        {
            address = kitchen.Address;
            page = await chromium.OpenAsync(new Uri(address, "/chat?room=stove&name=Ann"), dark: true);
            await page.WaitAsync("document.querySelector('#state').innerText === 'in stove as Ann'");
        }

        await page.WaitAsync("document.querySelector('#state').innerText.startsWith('disconnected')");
        Assert.True((await page.EvaluateAsync("document.querySelector('#send').disabled")).GetBoolean());
        await using var again = await ServedKitchen.StartAsync(options => options with { Urls = address.ToString() });
        await page.WaitAsync("document.querySelector('#state').innerText === 'in stove as Ann'");
        await SayAsync(page, "Back again.");
        await page.WaitAsync("document.querySelector('.said')?.innerText === 'Ann\\nBack again.'");
        await page.PictureAsync("chat-dark");
    }

    [Fact]
    public async Task The_dashboard_moves_with_the_load_and_comes_back_when_the_server_does()
    {
        await using var chromium = await Chromium.StartAsync();
        BrowserPage page;
        Uri address;
        await using (var kitchen = await ServedKitchen.StartAsync(static options => options with { Loops = 2 }))
        {
            address = kitchen.Address;
            page = await chromium.OpenAsync(new Uri(address, "/dashboard"));
            await page.WaitAsync("document.querySelector('#state').innerText === 'live' && document.querySelectorAll('.loop').length === 2");
            var before = await NumberAsync(page, "#requests");
            var sleeping = Enumerable.Range(0, 40).Select(_ => kitchen.Client.GetStringAsync("/sleep/1500", TestContext.Current.CancellationToken)).ToList();
            await page.WaitAsync($"+document.querySelector('#requests').innerText >= {before + 40}");
            await page.WaitAsync("+document.querySelector('#tasks').innerText >= 40 && +document.querySelector('#connections').innerText >= 40");
            Assert.All(await Task.WhenAll(sleeping), static answer => Assert.Equal("""{"slept":1500}""", answer));
            await page.WaitAsync("+document.querySelector('#tasks').innerText < 40");
            await page.WaitAsync("document.querySelector('.load polyline').getAttribute('points').split(' ').length >= 6");
            await page.PictureAsync("dashboard");
        }

        await page.WaitAsync("document.querySelector('#state').innerText.startsWith('disconnected')");
        await using var again = await ServedKitchen.StartAsync(options => options with { Urls = address.ToString(), Loops = 2 });
        await page.WaitAsync("document.querySelector('#state').innerText === 'live' && +document.querySelector('#requests').innerText < 40");
    }

    [Fact]
    public async Task Authorize_in_the_docs_logs_in()
    {
        await using var kitchen = await ServedKitchen.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(new Uri(kitchen.Address, "/docs"));
        await page.WaitAsync("document.querySelector('.btn.authorize') && document.querySelector('#operations-Users-me, [id*=\"-me\"]')");
        await page.PictureAsync("docs");
        await page.ClickAsync(".btn.authorize");
        await page.WaitAsync("document.querySelector('#oauth_username, #password_username, input[data-name=username]')");
        await page.FillAsync("#oauth_username, input[data-name=username]", "cook");
        await page.FillAsync("#oauth_password, input[data-name=password]", "kitchen");
        await page.PictureAsync("docs-authorize");
        await page.EvaluateAsync("[...document.querySelectorAll('.auth-container button')].find(button => /authorize/i.test(button.innerText)).click()");
        await page.WaitAsync("[...document.querySelectorAll('.auth-container button')].some(button => /logout/i.test(button.innerText))");
        await page.EvaluateAsync("[...document.querySelectorAll('.auth-container button, .modal-ux button')].find(button => /close/i.test(button.innerText + button.className)).click()");
        await page.EvaluateAsync("document.querySelector('[data-path=\"/me\"]').closest('.opblock').querySelector('button').click()");
        await page.WaitAsync("document.querySelector('.try-out__btn')");
        await page.EvaluateAsync("void (document.querySelector('.execute') ?? document.querySelector('.try-out__btn').click())");
        await page.WaitAsync("document.querySelector('.execute')");
        await page.ClickAsync(".execute");
        await page.WaitAsync("""document.querySelector('.live-responses-table')?.innerText.includes('"name": "cook"')""");
        await page.EvaluateAsync("document.querySelector('.execute').scrollIntoView()");
        await page.PictureAsync("docs-me");
    }

    [Fact]
    public async Task The_index_and_the_reference_show_without_errors()
    {
        await using var kitchen = await ServedKitchen.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var index = await chromium.OpenAsync(kitchen.Address);
        await index.PictureAsync("index");
        var links = (await index.EvaluateAsync("[...document.links].map(link => link.href)")).EnumerateArray().Select(static link => link.GetString()!).Where(static link => !link.EndsWith("/events", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            using var response = await kitchen.Client.GetAsync(new Uri(link), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.True((int)response.StatusCode is 200 or 401 or 404 or 422 or 504 && (int)response.StatusCode != 404 | link.EndsWith("/orders/1", StringComparison.Ordinal), $"{link} answers {(int)response.StatusCode}");
        }

        var reference = await chromium.OpenAsync(new Uri(kitchen.Address, "/redoc"));
        await reference.WaitAsync("document.body.innerText.includes('/items/{id}')");
        await reference.PictureAsync("redoc");
        Assert.Empty(index.Errors);
    }

    private static async Task SayAsync(BrowserPage page, string text)
    {
        await page.FillAsync("#text", text);
        await page.ClickAsync("#send");
    }

    private static async Task<int> NumberAsync(BrowserPage page, string selector) => int.Parse(await page.TextAsync(selector), System.Globalization.CultureInfo.InvariantCulture);
}
