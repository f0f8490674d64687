namespace Rondo.Tests.Issues;

/// <summary>The wait for a child hopped over the thread pool: the clock could jump meanwhile, and the order was a matter of luck.</summary>
public class ChildWaitHopsTests
{
    [LoopFact(Virtual = true)]
    public async Task Awaiting_a_child_stays_on_the_loop()
    {
        for (var round = 0; round < 200; round++)
        {
            var trace = new Trace();
            await TaskGroup.RunAsync(async group =>
            {
                var child = group.Start(async () =>
                {
                    await Sleep(1);
                    return 7;
                });
                group.Start(() => trace.Note("later", () => Sleep(2)));
                Assert.Equal(7, await child);
                trace.Add("child");
            });
            trace.Is("child@1 later@2");
        }
    }
}
