using Microsoft.AspNetCore.Mvc;
using Rondo.Api;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Differential;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Forms that are too much.</summary>
public class FormTests
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";
    private const string Multipart = "multipart/form-data; boundary=b";

    [Fact]
    public async Task Row_31_A_field_without_end_is_413()
    {
        await using var api = await StartAsync();
        Assert.StartsWith("413 {\"title\":\"Payload Too Large\",\"status\":413", await api.PostAsync("/form", UrlEncoded, $"name={new string('x', 5_000_000)}"), StringComparison.Ordinal);
        Assert.StartsWith("413 ", await api.PostAsync("/form", UrlEncoded, $"{new string('k', 3000)}=x"), StringComparison.Ordinal);
        Assert.StartsWith("413 ", await api.PostAsync("/form", Multipart, Part("name", new string('x', 5_000_000))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_31_A_field_that_fits_is_read()
    {
        await using var api = await StartAsync();
        Assert.Equal("200 4000000", await api.PostAsync("/form", UrlEncoded, $"name={new string('x', 4_000_000)}"));
        Assert.Equal("200 4000000", await api.PostAsync("/form", Multipart, Part("name", new string('x', 4_000_000))));
    }

    [Fact]
    public async Task Row_32_Junk_around_boundaries_costs_no_more_than_its_length_and_no_log()
    {
        var log = new CollectedLog();
        await using var api = await StartAsync(builder => builder.Logging.AddProvider(log));
        var lines = string.Concat(Enumerable.Repeat("x\r\n", 1_000_000));
        Assert.StartsWith("400 ", await api.PostAsync("/form", Multipart, lines + Part("name", "ann!")), StringComparison.Ordinal);
        Assert.Equal("200 4", await api.PostAsync("/form", Multipart, "x\r\n--\r\n--c\r\n" + Part("name", "ann!")));
        Assert.StartsWith("400 ", await api.PostAsync("/form", Multipart, Part("name", "ann!") + lines), StringComparison.Ordinal);
        Assert.Equal("200 4", await api.PostAsync("/form", Multipart, Part("name", "ann!") + "x\r\n--\r\n--c\r\n"));
        // Starts of the boundary, each of which might be it.
        Assert.StartsWith("400 ", await api.PostAsync("/form", Multipart, new string('-', 5_000_000) + Part("name", "ann!")), StringComparison.Ordinal);
        Assert.Equal("200 3000000", await api.PostAsync("/form", Multipart, Part("name", string.Concat(Enumerable.Repeat("\r\n-", 1_000_000)))));
        Assert.InRange(log.Count, 0, 10);
    }

    [Fact]
    public async Task Row_33_Too_many_or_too_long_part_headers_are_400()
    {
        await using var api = await StartAsync();
        var many = string.Concat(Enumerable.Range(0, 17).Select(static i => $"X-{i}: {i}\r\n"));
        Assert.StartsWith("400 {\"title\":\"Bad Request\",\"status\":400", await api.PostAsync("/form", Multipart, Part("name", "ann!", many)), StringComparison.Ordinal);
        Assert.StartsWith("400 ", await api.PostAsync("/form", Multipart, Part("name", "ann!", $"X-A: {new string('x', 17_000)}\r\n")), StringComparison.Ordinal);
        Assert.StartsWith("400 ", await api.PostAsync("/form", $"multipart/form-data; boundary={new string('b', 129)}", "x"), StringComparison.Ordinal);
        Assert.Equal("200 4", await api.PostAsync("/form", Multipart, Part("name", "ann!", string.Concat(Enumerable.Range(0, 10).Select(static i => $"X-{i}: {i}\r\n")))));
    }

    /// <summary>At 30 KB each step that went over all characters again would take half a second: 200 of them more than the patience.</summary>
    [Theory]
    [InlineData("multipart/form-data; boundary=", ' ')]
    [InlineData("multipart/form-data; boundary=", '"')]
    [InlineData("multipart/form-data; boundary=\"", '\\')]
    [InlineData("multipart/form-data", ';')]
    [InlineData("application/json; ", ';')]
    [InlineData("application/json; a=", '\t')]
    [InlineData("a/", '/')]
    public async Task Row_34_A_crafted_content_type_takes_linear_time(string start, char repeated)
    {
        await using var api = await StartAsync();
        var type = $"{start}{new string(repeated, 30_000)}x";
        var all = string.Concat(Enumerable.Repeat($"POST /form HTTP/1.1\r\nHost: a\r\nContent-Type: {type}\r\nContent-Length: 1\r\n\r\nx", 200));
        var wire = await TcpWire.ConnectAsync(api.EndPoint);
        var sending = Task.CompletedTask;
        // Reads while it sends: a client that does not is held back until it does.
        var answer = await Conversation.HoldAsync(wire, new Exchange("attack", all) { Answers = 200 }, bytes =>
        {
            sending = Task.WhenAll(sending, wire.SendAsync(bytes).AsTask());
            return default;
        });
        await sending;
        Assert.Equal(201, answer.Split("HTTP/1.1 4").Length);
        Assert.EndsWith("-- open", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_43_More_than_1024_keys_are_413()
    {
        await using var api = await StartAsync();
        Assert.StartsWith("413 ", await api.PostAsync("/form", UrlEncoded, string.Join('&', Enumerable.Range(0, 1025).Select(static i => $"k{i}=1"))), StringComparison.Ordinal);
        Assert.StartsWith("413 ", await api.PostAsync("/form", Multipart, string.Concat(Enumerable.Range(0, 1025).Select(static i => $"--b\r\nContent-Disposition: form-data; name=k{i}\r\n\r\n1\r\n")) + "--b--\r\n"), StringComparison.Ordinal);
        Assert.Equal("200 4", await api.PostAsync("/form", UrlEncoded, "name=ann!&" + string.Join('&', Enumerable.Range(0, 1000).Select(static i => $"k{i}=1"))));
    }

    [Fact]
    public async Task Row_43_Keys_of_json_that_collide_in_a_hash_without_a_seed_do_not_in_the_runtimes()
    {
        await using var api = await StartAsync(map: static app => app.Post("/keys", (Dictionary<string, int> keys) => keys.Count));
        // "Aa" and "BB" have one hash in Java's and many others' functions, and so has every string made of them.
        var keys = Enumerable.Range(0, 1 << 16).Select(static i => string.Concat(Enumerable.Range(0, 16).Select(bit => (i >> bit & 1) == 0 ? "Aa" : "BB")));
        Assert.Equal("200 65536", await api.PostAsync("/keys", "application/json", $"{{{string.Join(',', keys.Select(static key => $"\"{key}\":1"))}}}"));
    }

    /// <summary>Small and large: a large body is counted while it is read.</summary>
    [Theory]
    [InlineData(4, 1)]
    [InlineData(100_000, 1)]
    [InlineData(100_000, 7)]
    public async Task Names_of_dispositions_ignore_case(int length, int piece)
    {
        await using var api = await StartAsync();
        var value = new string('x', length);
        foreach (var disposition in (string[])["FORM-DATA; name=\"name\"", "Form-Data; NAME=\"name\"", "form-data; Name=name"])
        {
            var headers = new string('h', piece);
            Assert.Equal($"200 {length}", await api.PostAsync("/form", Multipart, $"--b\r\nX-H: {headers}\r\nCONTENT-disposition: {disposition}\r\n\r\n{value}\r\n--b--\r\n"));
        }
    }

    private static string Part(string name, string value, string headers = "") => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n{headers}\r\n{value}\r\n--b--\r\n";

    private static Task<AttackedApi> StartAsync(Action<RondoAppBuilder>? configure = null, Action<RondoApp>? map = null) => AttackedApi.StartAsync(
        app =>
        {
            app.Post("/form", ([FromForm] string name) => name.Length);
            map?.Invoke(app);
            app.Get("/probe", () => "probe");
        },
        configure);
}
