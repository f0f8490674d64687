namespace Rondo.Tests.Issues;

/// <summary>Awaiting a child that had ended was no cancellation point.</summary>
public class ChildHandleCancellationPointTests
{
    [LoopFact(Virtual = true)]
    public Task Awaiting_a_child_that_has_ended_in_a_cancelled_scope_throws() => TaskGroup.RunAsync(async group =>
    {
        var child = group.Start(() => Task.FromResult(1));
        var plain = group.Start(() => Task.CompletedTask);
        Assert.Equal(1, await child);
        group.Cancel("stop");
        Assert.Equal("Canceled: stop.", (await Canceled(async () => await child)).Message);
        Assert.Equal("Canceled: stop.", (await Canceled(async () => await plain.Completion)).Message);
    });
}
