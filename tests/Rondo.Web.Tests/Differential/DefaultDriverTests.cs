namespace Rondo.Web.Tests.Differential;

/// <summary>On the best driver that works here.</summary>
public sealed class DefaultDriverTests(Pair pair) : DifferentialTests(pair), IClassFixture<Pair>
{
    [Fact]
    public void There_are_at_least_400_exchanges_and_every_difference_is_one_of_them()
    {
        Assert.InRange(Exchanges.All.Count, 400, 2000);
        Assert.Equal(Exchanges.All.Count, Exchanges.ByName.Count);
        Assert.All(IntendedDifferences.All.Keys, static name => Assert.True(Exchanges.ByName.ContainsKey(name), name));
    }
}
