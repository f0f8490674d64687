namespace Rondo.Tests.Issues;

/// <summary>How a cancellation spreads over a tree of scopes.</summary>
public class CancelSpreadTests
{
    [LoopFact(Virtual = true)]
    public async Task Scopes_see_a_cancellation_in_the_order_in_which_they_were_entered()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            foreach (var name in new[] { "a", "b", "c" })
                _ = group.Start(() => CancelScope.RunAsync(_ => trace.Note(name, Forever)));
            group.Cancel();
            return Task.CompletedTask;
        });
        trace.Is("a!canceled@0 b!canceled@0 c!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task A_token_callback_that_ends_a_scope_does_not_hide_the_others()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in new[] { "a", "b", "c" })
            {
                _ = group.Start(() => CancelScope.RunAsync(async scope =>
                {
                    // Continues inside of the callback, and leaves the scope there.
                    var source = new TaskCompletionSource();
                    scope.Token.Register(source.SetResult);
                    await source.Task.ConfigureAwait(false);
                    trace.Add(name);
                }));
            }

            _ = group.Start(() => CancelScope.RunAsync(_ => trace.Note("d", Forever)));
            await EventLoop.Yield();
            group.Cancel();
        });
        trace.Is("a@0 b@0 c@0 d!canceled@0");
    }
}
