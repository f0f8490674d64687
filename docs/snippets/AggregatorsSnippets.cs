namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/aggregators.md.</summary>
public class AggregatorsSnippets
{
    [LoopFact(Virtual = true)]
    public async Task Partial()
    {
        Func<string, Task<decimal>> ask = static async source =>
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(source == "slow" ? 60 : 1));
            return source == "gone" ? throw new HttpRequestException("nothing listens there") : 2.5m;
        };
        // begin aggregators-partial
        string[] sources = ["north", "slow", "gone"];
        var outcomes = await Gather.OutcomesAsync(sources.Select(source => (Func<Task<decimal>>)(() =>
            CancelScope.FailAfter(TimeSpan.FromSeconds(5), () => ask(source)))));
        var lines = sources.Zip(outcomes, static (source, outcome) => outcome.IsSuccess
            ? $"{source}: {outcome.Value}"
            : $"{source}: {(outcome.Error is TimeoutException ? "timeout" : outcome.Error!.Message)}").ToList();
        // end aggregators-partial
        Assert.Equal(["north: 2.5", "slow: timeout", "gone: nothing listens there"], lines);
        Assert.Equal(TimeSpan.FromSeconds(5), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }
}
