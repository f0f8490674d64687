namespace Rondo.Web.Tests.Differential;

/// <summary>The same bytes to stock Kestrel and to Rondo: the same answers and the same fate of the connection.</summary>
public abstract class DifferentialTests(Pair pair)
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
}
