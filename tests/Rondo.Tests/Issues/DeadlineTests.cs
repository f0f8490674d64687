namespace Rondo.Tests.Issues;

/// <summary>Deadlines that were set off the loop, or in the past.</summary>
public class DeadlineTests
{
    [LoopFact(Virtual = true)]
    public Task A_deadline_is_set_on_the_loop_of_its_scope() => CancelScope.RunAsync(async scope =>
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => scope.CancelAfter(Ms(1))));
        Assert.Equal("CancelScope.CancelAfter was called off the scope's loop 'test', which owns its deadline. Hand the call to the loop with loop.InvokeAsync(...), or call Cancel(), which any thread may.", error.Message);
    });

    [LoopFact(Virtual = true)]
    public Task A_deadline_moved_into_the_past_does_not_claim_to_have_been_there_at_the_start() => CancelScope.RunAsync(async scope =>
    {
        await Sleep(5);
        scope.CancelAfter(Ms(-5));
        Assert.Equal("Canceled: its deadline was set to a time that had passed.", (await Canceled(Forever)).Message);
    });

    [LoopFact(Virtual = true)]
    public async Task A_shield_that_cancels_itself_has_no_result()
    {
        var error = await Canceled(() => CancelScope.Shield(Ms(100), async () =>
        {
            CancelScope.Current!.Cancel("enough");
            await Forever();
            return 1;
        }));
        Assert.Equal("Canceled: enough (scope 'shield').", error.Message);
    }
}
