namespace Rondo.Tests.Issues;

/// <summary>Creating a group of loops on a loop was refused as sync-over-async, now and then.</summary>
public class GroupOnLoopTests
{
    [LoopFact(Virtual = true)]
    public async Task A_group_can_be_created_on_a_loop()
    {
        for (var i = 0; i < 20; i++)
        {
            await using var group = new EventLoopGroup(new EventLoopGroupOptions { Count = 4 });
            Assert.Equal(4, group.Loops.Count);
        }
    }
}
