namespace Rondo.Tests.Tasks;

/// <summary>Waiting until a task is ready; trio's nursery.start.</summary>
public class StartAsyncTests
{
    [LoopFact(Virtual = true)]
    public async Task It_returns_when_the_task_is_ready_and_the_task_goes_on()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            var port = await group.StartAsync<int>(async signal =>
            {
                await Sleep(10);
                signal.Ready(8080);
                await trace.Note("server", () => Sleep(10));
            });
            trace.Add($"port {port}");
        });
        trace.Is("port 8080@10 server@20");
    }

    [LoopFact(Virtual = true)]
    public async Task Ready_at_once()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            trace.Add(await group.StartAsync<string>(signal =>
            {
                signal.Ready("ready");
                return Sleep(5);
            }));
        });
        trace.Add("joined");
        trace.Is("ready@0 joined@5");
    }

    [LoopFact(Virtual = true)]
    public Task Ending_without_being_ready_is_an_error() => TaskGroup.RunAsync(group => Misuse(
        "The task ended without calling ReadySignal.Ready: StartAsync had nothing to return.",
        () => group.StartAsync<int>(_ => Sleep(1))));

    [LoopFact(Virtual = true)]
    public async Task A_failure_before_readiness_is_thrown_by_StartAsync_alone()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("sibling", () => Sleep(10)));
            Assert.Equal("bind", (await Fails(() => group.StartAsync<int>(_ => Fail("bind", after: 5)))).Message);
            trace.Add("caught");
        });
        trace.Is("caught@5 sibling@10");
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_after_readiness_is_the_groups()
    {
        var trace = new Trace();
        await Fails(() => TaskGroup.RunAsync(async group =>
        {
            await group.StartAsync<int>(async signal =>
            {
                signal.Ready(1);
                await Fail("later", after: 5);
            });
            await trace.Note("body", Forever);
        }));
        trace.Is("body!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task Ready_twice_is_an_error() =>
        await Misuse("ReadySignal.Ready was called twice: a task becomes ready once.", () => TaskGroup.RunAsync(group => group.StartAsync<int>(signal =>
        {
            signal.Ready(1);
            signal.Ready(2);
            return Task.CompletedTask;
        })));

    [LoopFact(Virtual = true)]
    public async Task A_group_that_is_cancelled_cancels_the_task_that_is_not_ready()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await Sleep(5);
                group.Cancel();
            });
            await trace.Note("start", () => group.StartAsync<int>(_ => trace.Note("child", Forever)));
        });
        trace.Is("child!canceled@5 start!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task Several_at_a_time()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var (name, delay) in new[] { ("slow", 20), ("quick", 10) })
            {
                group.Start(() => trace.Note(name, () => group.StartAsync<int>(async signal =>
                {
                    await Sleep(delay);
                    signal.Ready(delay);
                })));
            }

            await Sleep(1);
        });
        trace.Is("quick@10 slow@20");
    }

    [LoopFact(Virtual = true)]
    public async Task The_readiness_of_one_task_may_start_another()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group => group.StartAsync<int>(async signal =>
        {
            var inner = await group.StartAsync<int>(async ready =>
            {
                await Sleep(5);
                ready.Ready(1);
                await trace.Note("inner", () => Sleep(5));
            });
            signal.Ready(inner + 1);
            await trace.Note("outer", () => Sleep(1));
        }));
        trace.Is("outer@6 inner@10");
    }
}
