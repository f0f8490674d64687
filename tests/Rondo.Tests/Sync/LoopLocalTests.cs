using Rondo.Sync;

namespace Rondo.Tests.Sync;

public class LoopLocalTests
{
    [LoopFact(Virtual = true)]
    public async Task One_value_per_loop()
    {
        var next = 0;
        var local = new LoopLocal<int>(() => Interlocked.Increment(ref next));
        await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 2 });
        var seen = new List<int> { local.Value };
        foreach (var loop in group.Loops)
            seen.Add(await loop.InvokeAsync(() => local.Value));
        seen.Add(local.Value);
        Assert.Equal([1, 2, 3, 1], seen);
    }

    [LoopFact(Virtual = true)]
    public async Task It_is_made_when_first_asked_for()
    {
        var local = new LoopLocal<List<int>>(() => []);
        Assert.False(local.IsValueCreated);
        local.Value.Add(1);
        Assert.True(local.IsValueCreated);
        await Sleep(1);
        Assert.Equal([1], local.Value);
    }

    [LoopFact(Virtual = true)]
    public async Task It_can_be_set()
    {
        var local = new LoopLocal<string>(() => "first") { Value = "second" };
        await Sleep(1);
        Assert.Equal("second", local.Value);
    }

    [Fact]
    public void Loops_one_after_the_other_on_a_thread_do_not_share()
    {
        var next = 0;
        var local = new LoopLocal<int>(() => ++next);
        Assert.Equal(1, EventLoop.Run(() => Task.FromResult(local.Value), new EventLoopOptions { HandleSignals = false }));
        Assert.Equal(2, EventLoop.Run(() => Task.FromResult(local.Value), new EventLoopOptions { HandleSignals = false }));
    }

    [Fact]
    public void It_needs_a_loop() => Assert.StartsWith(
        "EventLoop.Current needs an event loop, and this thread (",
        Assert.Throws<InvalidOperationException>(() => new LoopLocal<int>(() => 1).Value).Message,
        StringComparison.Ordinal);
}
