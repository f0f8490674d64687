namespace Rondo.Nats.Tests;

/// <summary>Names and patterns that are wrong, and their errors.</summary>
public sealed class NameTests
{
    public static TheoryData<string, string> Names => new()
    {
        { "", "The topic's name is empty. Tokens that dots separate are expected, as in \"room.7\"." },
        { "a b", "The topic's name has the character U+0020 at position 1, which is not allowed. Encode the text of a user with Topics.Escape." },
        { "a\0", "The topic's name has the character U+0000 at position 1, which is not allowed. Encode the text of a user with Topics.Escape." },
        { "a\r\nPUB", "The topic's name has the character U+000D at position 1, which is not allowed. Encode the text of a user with Topics.Escape." },
        { "a..b", "The topic's name \"a..b\" has an empty token. Tokens that dots separate are expected, as in \"room.7\"." },
        { ".a", "The topic's name \".a\" has an empty token. Tokens that dots separate are expected, as in \"room.7\"." },
        { "a.", "The topic's name \"a.\" has an empty token. Tokens that dots separate are expected, as in \"room.7\"." },
        { "$SYS", "The topic's name \"$SYS\" begins with $, which is reserved. Choose another." },
        { "a.*", "The topic's name \"a.*\" has the wildcard *. A topic has one name; use wildcards with Topics.SubscribeAsync, or encode the text of a user with Topics.Escape." },
        { new string('a', 2_001), "The topic's name has 2001 characters, and 2000 are allowed. Shorten it." },
    };

    public static TheoryData<string, string> Patterns => new()
    {
        { "a*", "The topic's pattern \"a*\" has a wildcard inside of the token \"a*\". A wildcard is a whole token: \"room.*\" or \"room.>\"." },
        { "a.>.b", "The topic's pattern \"a.>.b\" has > before its end. > stands for all further tokens, so it is the last one; use * for one token." },
        { "a..*", "The topic's pattern \"a..*\" has an empty token. Tokens that dots separate are expected, as in \"room.7\"." },
    };

    [Theory, MemberData(nameof(Names))]
    public async Task A_wrong_name_is_refused(string name, string error)
    {
        await using var app = App.Create();
        Assert.Equal(error, Assert.Throws<ArgumentException>(() => app.Topics.Get<int>(name)).Message);
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_is_refused()
    {
        // Not a row of the theory: a runner that writes rows as UTF-8 turns it into U+FFFD, which is allowed.
        await using var app = App.Create();
        var error = Assert.Throws<ArgumentException>(() => app.Topics.Get<int>("\ud800"));
        Assert.StartsWith("The topic's name has the character U+D800 at position 0, which is not allowed.", error.Message);
    }

    [LoopTheory, MemberData(nameof(Patterns))]
    public async Task A_wrong_pattern_is_refused(string pattern, string error)
    {
        await using var app = App.Create();
        Assert.Equal(error, (await Assert.ThrowsAsync<ArgumentException>(() => app.Topics.SubscribeAsync<int>(pattern).AsTask())).Message);
    }

    [Theory]
    [InlineData("kitchen", "kitchen")]
    [InlineData("my room.7", "my%20room%2E7")]
    [InlineData("*>%", "%2A%3E%25")]
    [InlineData("Küche", "K%C3%BCche")]
    public void Any_text_becomes_one_token(string text, string token) => Assert.Equal(token, Topics.Escape(text));
}
