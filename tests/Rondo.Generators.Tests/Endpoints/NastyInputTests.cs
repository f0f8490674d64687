namespace Rondo.Generators.Tests.Endpoints;

/// <summary>Programs that nobody should write and somebody will: each compiles without a warning, or says what is wrong with it.</summary>
public class NastyInputTests
{
    public static TheoryData<string> Programs { get; } = [.. Nasty.Accepted];

    [Theory]
    [MemberData(nameof(Programs))]
    public void It_compiles_without_a_warning(string source)
    {
        var sample = Sample.Run(source);
        var found = sample.Reported.Concat(sample.Compiled).ToList();
        Assert.True(found.TrueForAll(each => Nasty.IsOwn(each.Id)), string.Join("\n", Sample.Show(found, sample.Output)));
        Assert.True(Record.Exception(sample.Start) is not { } thrown, source + Record.Exception(sample.Start)?.Message);
    }
}
