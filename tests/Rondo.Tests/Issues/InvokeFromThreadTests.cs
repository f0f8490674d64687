namespace Rondo.Tests.Issues;

/// <summary>What awaited a call to a loop, off any loop, went on on that loop's thread.</summary>
public class InvokeFromThreadTests
{
    [Fact]
    public async Task The_caller_of_a_loop_does_not_go_on_on_the_loops_thread()
    {
        await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 1 });
        await group.Loops[0].InvokeAsync(async () => await EventLoop.Sleep(Ms(1))).ConfigureAwait(false);
        Assert.False(group.Loops[0].IsCurrent);
    }
}
