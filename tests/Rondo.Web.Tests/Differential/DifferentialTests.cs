namespace Rondo.Web.Tests.Differential;

/// <summary>The same bytes to stock Kestrel and to Rondo: the same answers and the same fate of the connection.</summary>
public class DifferentialTests(Pair pair) : IClassFixture<Pair>
{
    public static TheoryData<string> Same => [.. Exchanges.All.Where(static exchange => !IntendedDifferences.All.ContainsKey(exchange.Name)).Select(static exchange => exchange.Name)];

    public static TheoryData<string> Different => [.. IntendedDifferences.All.Keys];

    [Theory]
    [MemberData(nameof(Same))]
    public async Task Rondo_answers_as_Kestrel_does(string name)
    {
        var exchange = Exchanges.ByName[name];
        var kestrel = Pair.AskAsync(pair.Kestrel, exchange);
        var rondo = Pair.AskAsync(pair.Rondo, exchange);
        Assert.Equal(await kestrel, await rondo);
    }

    [Theory]
    [MemberData(nameof(Different))]
    public async Task Rondo_answers_as_the_RFC_says_where_Kestrel_does_not(string name)
    {
        var exchange = Exchanges.ByName[name];
        var kestrel = Pair.AskAsync(pair.Kestrel, exchange);
        var rondo = Pair.AskAsync(pair.Rondo, exchange);
        IntendedDifferences.All[name].Check(await rondo);
        Assert.True(await kestrel != await rondo, $"Kestrel answers the same by now: '{name}' is no difference any more.");
    }

    [Fact]
    public void There_are_at_least_400_exchanges_and_every_difference_is_one_of_them()
    {
        Assert.InRange(Exchanges.All.Count, 400, 2000);
        Assert.Equal(Exchanges.All.Count, Exchanges.ByName.Count);
        Assert.All(IntendedDifferences.All.Keys, static name => Assert.True(Exchanges.ByName.ContainsKey(name), name));
    }
}
