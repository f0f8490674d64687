using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Rondo.Api;
using Rondo.Api.Runtime;

namespace Rondo.Web.Tests.Framework;

/// <summary>A pattern that tries for ever does not hold its loop.</summary>
public class PatternTests
{
    private const string Nested = "^(a+)+$";
    private const string NeedsBacktracking = @"^(?=(a+)+$)(a+)+$"; // a lookahead: a limit in time is all that helps
    private static readonly string s_attack = new string('a', 40) + "!";

    [Theory]
    [InlineData("^[A-Z]{3}$", "ABC", true)]
    [InlineData("^[A-Z]{3}$", "abc", false)]
    [InlineData("[A-Z]{3}", "ABCD", false)] // the whole value
    [InlineData("a|ab", "ab", false)] // as the attribute: the first match decides
    [InlineData("ab|a", "ab", true)]
    [InlineData("x", "", true)]
    [InlineData("x", null, true)]
    [InlineData("[0-9]+", 12, true)]
    [InlineData("(?<!x)a", "a", true)]
    [InlineData(@"(a)\1", "aa", true)]
    public void Patterns_match_as_the_attribute_does(string pattern, object? value, bool matches)
    {
        Assert.Equal(matches, new RegularExpressionAttribute(pattern).IsValid(value));
        Assert.Equal(matches, Pattern.Of(new RegularExpressionAttribute(pattern)).IsValid(value));
    }

    [Fact]
    public void Words_of_the_author_are_kept()
    {
        var pattern = Pattern.Of(new RegularExpressionAttribute("x") { ErrorMessage = "Three letters." });
        Assert.Equal("Three letters.", pattern.FormatErrorMessage("code"));
    }

    public static TheoryData<string, string> Origins => new()
    {
        { "GET", "/query?text=" + Uri.EscapeDataString(s_attack) },
        { "GET", "/header" },
        { "GET", "/cookie" },
        { "GET", "/path/" + Uri.EscapeDataString(s_attack) },
        { "GET", "/object?text=" + Uri.EscapeDataString(s_attack) },
        { "GET", "/own?text=" + Uri.EscapeDataString(s_attack) },
        { "POST", "/form" },
        { "POST", "/body" },
        { "POST", "/list" },
        { "POST", "/lines" },
    };

    /// <summary>The time that a loop gives to patterns is counted in matches of 20 ms, of which one request gets five.</summary>
    [Theory]
    [MemberData(nameof(Origins))]
    public void A_value_that_takes_too_long_is_wrong(string method, string path)
    {
        foreach (var prefix in (string[])["/linear", "/bounded"])
        {
            var (answer, timeouts) = EventLoop.Run(async () =>
            {
                await using var client = await ApiTest.StartAsync(Map);
                return await CountingTimeouts(() => client.AnswerAsync(prefix + path, new HttpMethod(method), Content(path), path switch
                {
                    "/header" => "text: " + s_attack,
                    "/cookie" => "cookie: text=" + s_attack,
                    _ => null,
                }));
            });
            Assert.True(answer.StartsWith("422 ", StringComparison.Ordinal), answer);
            Assert.Contains("\"code\":\"pattern\"", answer, StringComparison.Ordinal);
            Assert.InRange(timeouts, 0, prefix == "/linear" && !path.StartsWith("/own", StringComparison.Ordinal) ? 0 : 5);
        }
    }

    [LoopFact]
    public async Task Route_constraints_are_bounded()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            app.Get("/linear/{text:regex(^(a+)+$)}", (string text) => text);
            app.Get("/bounded/{text:regex(^(?=(a+)+$)(a+)+$)}", (string text) => text);
            app.Get("/same/{text:regex(^[A-Z]{{2}}$)}", (string text) => text);
        });
        Assert.Equal("200 aaa", await client.AnswerAsync("/linear/aaa"));
        Assert.Equal("200 ab", await client.AnswerAsync("/same/ab")); // any case, as ASP.NET's
        Assert.StartsWith("404 ", await client.AnswerAsync("/same/abc"), StringComparison.Ordinal);
        var (linear, none) = await CountingTimeouts(() => client.AnswerAsync("/linear/" + s_attack));
        Assert.StartsWith("404 ", linear, StringComparison.Ordinal);
        Assert.Equal(0, none);
        var start = Stopwatch.GetTimestamp();
        Assert.StartsWith("404 ", await client.AnswerAsync("/bounded/" + s_attack), StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(9), "ASP.NET's own limit is 10 s.");
    }

    private static StringContent? Content(string path) => path switch
    {
        "/form" => new StringContent("text=" + s_attack, Encoding.UTF8, "application/x-www-form-urlencoded"),
        "/body" => ApiTest.Json($$"""{"text":"{{s_attack}}"}"""),
        "/list" => ApiTest.Json($"[{string.Join(',', Enumerable.Range(0, 500).Select(static i => $$"""{"text":"{{s_attack}}{{i}}"}"""))}]"),
        "/lines" => new StringContent($$"""{"text":"{{s_attack}}"}""", Encoding.UTF8, "application/jsonl"),
        _ => null,
    };

    private static async Task<(string Answer, int Timeouts)> CountingTimeouts(Func<Task<string>> act)
    {
        var timeouts = 0;
        void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs first)
        {
            if (first.Exception is System.Text.RegularExpressions.RegexMatchTimeoutException)
                Interlocked.Increment(ref timeouts);
        }

        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            return (await act(), Volatile.Read(ref timeouts));
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }
    }

    private static void Map(RondoApp app)
    {
        app.Get("/linear/query", ([RegularExpression(Nested)] string text) => text);
        app.Get("/linear/header", ([FromHeader, RegularExpression(Nested)] string text) => text);
        app.Get("/linear/cookie", ([FromCookie, RegularExpression(Nested)] string text) => text);
        app.Get("/linear/path/{text}", ([RegularExpression(Nested)] string text) => text);
        app.Get("/linear/object", ([AsParameters] Linear linear) => linear.Text);
        app.Get("/linear/own", ([Own(Nested)] string text) => text);
        app.Post("/linear/form", ([FromForm, RegularExpression(Nested)] string text) => text);
        app.Post("/linear/body", (Linear linear) => linear.Text);
        app.Post("/linear/list", (List<Linear> linear) => linear.Count);
        app.Post("/linear/lines", async (IAsyncEnumerable<Linear> lines) =>
        {
            await foreach (var line in lines)
                _ = line.Text;
        });
        app.Get("/bounded/query", ([RegularExpression(NeedsBacktracking)] string text) => text);
        app.Get("/bounded/header", ([FromHeader, RegularExpression(NeedsBacktracking)] string text) => text);
        app.Get("/bounded/cookie", ([FromCookie, RegularExpression(NeedsBacktracking)] string text) => text);
        app.Get("/bounded/path/{text}", ([RegularExpression(NeedsBacktracking)] string text) => text);
        app.Get("/bounded/object", ([AsParameters] Bounded bounded) => bounded.Text);
        app.Get("/bounded/own", ([Own(NeedsBacktracking)] string text) => text);
        app.Post("/bounded/form", ([FromForm, RegularExpression(NeedsBacktracking)] string text) => text);
        app.Post("/bounded/body", (Bounded bounded) => bounded.Text);
        app.Post("/bounded/list", (List<Bounded> bounded) => bounded.Count);
        app.Post("/bounded/lines", async (IAsyncEnumerable<Bounded> lines) =>
        {
            await foreach (var line in lines)
                _ = line.Text;
        });
    }

    public sealed record Linear([RegularExpression(Nested)] string Text);

    public sealed record Bounded([RegularExpression(NeedsBacktracking)] string Text);

    [AttributeUsage(AttributeTargets.All)]
    public sealed class OwnAttribute(string pattern) : RegularExpressionAttribute(pattern);
}
