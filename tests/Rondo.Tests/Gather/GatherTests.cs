namespace Rondo.Tests.Gathering;

/// <summary>Results of several tasks. Behaviour after asyncio's gather and wait; whatever returns, no task is left.</summary>
public class GatherTests
{
    private static readonly string[] s_names = ["a", "b", "c"];

    [LoopFact(Virtual = true)]
    public async Task Results_are_in_the_order_of_the_tasks()
    {
        var trace = new Trace();
        var results = await Gather.AllAsync(() => After(30), () => After(10), () => After(20));
        Assert.Equal([30, 10, 20], results);
        trace.Is("", elapsed: 30);
    }

    [LoopFact(Virtual = true)]
    public async Task No_task_has_no_result()
    {
        Assert.Empty(await Gather.AllAsync<int>());
        Assert.Empty(await Gather.OutcomesAsync<int>());
        Assert.Empty(await Items(Gather.AsCompletedAsync<int>()));
    }

    [LoopFact(Virtual = true)]
    public async Task The_first_failure_cancels_the_others_and_is_thrown()
    {
        var trace = new Trace();
        var failure = await Fails(() => Gather.AllAsync(() => FailAsync("boom", 10), () => NotedAsync(trace, "other", 20)));
        Assert.Equal("boom", failure.Message);
        trace.Is("other!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task A_limit_bounds_how_many_run()
    {
        var (running, most) = (0, 0);
        var results = await Gather.AllAsync(3, Enumerable.Range(0, 10).Select(index => (Func<Task<int>>)(async () =>
        {
            most = Math.Max(most, ++running);
            await Sleep(10);
            running--;
            return index;
        })));
        Assert.Equal(Enumerable.Range(0, 10), results);
        Assert.Equal(3, most);
    }

    [LoopFact(Virtual = true)]
    public async Task A_sequence_is_read_as_its_tasks_are_started()
    {
        var read = 0;
        IEnumerable<Func<Task<int>>> Tasks()
        {
            while (true)
            {
                read++;
                yield return () => After(10);
            }
        }

        Assert.Null(await CancelScope.MoveOnAfter(Ms(25), () => Gather.AllAsync(2, Tasks())));
        Assert.InRange(read, 5, 8);
    }

    [LoopFact(Virtual = true)]
    public async Task A_sequence_that_fails_is_a_failure()
    {
        static IEnumerable<Func<Task<int>>> Tasks()
        {
            yield return static () => After(1000);
            throw new TestFailure("the sequence");
        }

        Assert.Equal("the sequence", (await Fails(() => Gather.AllAsync(Tasks()))).Message);
        Assert.Equal("the sequence", (await Fails(() => Gather.OutcomesAsync(Tasks()))).Message);
    }

    [LoopFact(Virtual = true)]
    public async Task Outcomes_are_in_the_order_of_the_tasks_and_a_failure_cancels_nothing()
    {
        var outcomes = await Gather.OutcomesAsync(() => After(30), () => FailAsync("boom", 10), () => After(20), CanceledAsync);
        Assert.Equal(["30", "TestFailure: boom", "20", "TaskCanceledException: A task was canceled."], outcomes.Select(static outcome => outcome.ToString()));
        Assert.Equal([true, false, true, false], outcomes.Select(static outcome => outcome.IsSuccess));
        Assert.Equal("boom", Assert.Throws<TestFailure>(() => outcomes[1].Value).Message);

        static async Task<int> CanceledAsync()
        {
            await Sleep(5);
            throw new TaskCanceledException();
        }
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancellation_from_outside_is_no_outcome()
    {
        var trace = new Trace();
        Assert.Null(await CancelScope.MoveOnAfter(Ms(10), () => Gather.OutcomesAsync(() => NotedAsync(trace, "a", 20), () => NotedAsync(trace, "b", 20))));
        trace.Is("a!canceled@10 b!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task The_first_to_complete_cancels_the_others_and_waits_for_their_cleanup()
    {
        var trace = new Trace();
        Assert.Equal(10, await Gather.FirstAsync(() => NotedAsync(trace, "slow", 20), () => After(10), CleaningAsync));
        trace.Is("slow!canceled@10 cleaned@15", elapsed: 15);

        async Task<int> CleaningAsync()
        {
            try
            {
                return await After(1000);
            }
            finally
            {
                await CancelScope.Shield(Ms(100), () => Sleep(5));
                trace.Add("cleaned");
            }
        }
    }

    [LoopFact(Virtual = true)]
    public async Task The_first_to_complete_may_fail() =>
        Assert.Equal("boom", (await Fails(() => Gather.FirstAsync(() => FailAsync("boom", 10), () => After(20)))).Message);

    [LoopFact(Virtual = true)]
    public async Task A_failure_of_a_cleanup_is_not_lost() =>
        Assert.Equal("cleanup", (await Fails(() => Gather.FirstAsync(
            () => After(10),
            async () =>
            {
                try
                {
                    return await After(20);
                }
                catch (ScopeCanceledException)
                {
                    throw new TestFailure("cleanup");
                }
            }))).Message);

    [LoopFact(Virtual = true)]
    public async Task Tasks_behind_one_that_is_done_at_once_do_not_begin()
    {
        var begun = 0;
        Assert.Equal(1, await Gather.FirstAsync(
            static () => Task.FromResult(1),
            () =>
            {
                begun++;
                return After(1);
            }));
        Assert.Equal(0, begun);
    }

    [LoopFact(Virtual = true)]
    public async Task The_first_of_tasks_without_results_is_told_by_its_index() =>
        Assert.Equal(1, await Gather.FirstAsync(static () => Sleep(20), static () => Sleep(10), Forever));

    [LoopFact(Virtual = true)]
    public async Task The_first_success_outlasts_failures()
    {
        var trace = new Trace();
        Assert.Equal(20, await Gather.FirstSuccessAsync(() => FailAsync("a", 10), () => After(20), () => NotedAsync(trace, "slow", 30), () => FailAsync("b", 5)));
        trace.Is("slow!canceled@20");
    }

    [LoopFact(Virtual = true)]
    public async Task No_success_throws_every_failure_in_the_order_of_the_tasks()
    {
        var all = await Assert.ThrowsAsync<TaskGroupException>(() => Gather.FirstSuccessAsync(() => FailAsync("a", 10), () => FailAsync("b", 5)));
        Assert.Equal(["a", "b"], all.InnerExceptions.Select(static each => each.Message));
        Assert.Equal("a", (await Fails(() => Gather.FirstSuccessAsync(() => FailAsync("a", 10)))).Message);
    }

    [LoopFact(Virtual = true)]
    public async Task There_is_no_first_of_none()
    {
        const string message = "There is no task that could be the first. Pass at least one. (Parameter 'tasks')";
        Assert.Equal(message, (await Assert.ThrowsAsync<ArgumentException>(() => Gather.FirstAsync<int>())).Message);
        Assert.Equal(message, (await Assert.ThrowsAsync<ArgumentException>(() => Gather.FirstAsync())).Message);
        Assert.Equal(message, (await Assert.ThrowsAsync<ArgumentException>(() => Gather.FirstSuccessAsync<int>())).Message);
    }

    [LoopFact(Virtual = true)]
    public async Task A_deadline_around_each_form_ends_it()
    {
        foreach (var form in new Func<Task>[]
        {
            static () => Gather.AllAsync(static () => After(1000)),
            static () => Gather.OutcomesAsync(static () => After(1000)),
            static () => Gather.FirstAsync(static () => After(1000)),
            static () => Gather.FirstAsync(Forever),
            static () => Gather.FirstSuccessAsync(static () => After(1000)),
            static () => Items(Gather.AsCompletedAsync(static () => After(1000))),
        })
        {
            var trace = new Trace();
            Assert.False(await CancelScope.MoveOnAfter(Ms(10), form));
            trace.Is("", elapsed: 10);
            await CancelScope.RunAsync(async scope =>
            {
                scope.Cancel();
                await Canceled(form);
            });
        }
    }

    [LoopFact(Virtual = true)]
    public async Task Results_come_as_they_complete()
    {
        var trace = new Trace();
        await foreach (var result in Gather.AsCompletedAsync(() => After(30), () => After(10), () => After(20)))
            trace.Add($"{result}");
        trace.Is("10@10 20@20 30@30");
    }

    [LoopFact(Virtual = true)]
    public async Task A_limit_holds_back_what_is_not_taken()
    {
        var trace = new Trace();
        await foreach (var name in Gather.AsCompletedAsync(2, s_names.Select(name => (Func<Task<string>>)(async () =>
        {
            trace.Add($"begin {name}");
            await Sleep(10);
            return name;
        }))))
        {
            await Sleep(100);
            trace.Add($"took {name}");
        }

        trace.Is("begin a@0 begin b@0 begin c@10 took a@110 took b@210 took c@310");
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_is_thrown_behind_the_results_before_it_and_cancels_the_rest()
    {
        var trace = new Trace();
        Assert.Equal("boom", (await Fails(async () =>
        {
            await foreach (var result in Gather.AsCompletedAsync(() => After(10), () => FailAsync("boom", 20), () => NotedAsync(trace, "slow", 30)))
                trace.Add($"{result}");
        })).Message);
        trace.Is("10@10 slow!canceled@20");
    }

    private static async Task<int> After(int milliseconds)
    {
        await Sleep(milliseconds);
        return milliseconds;
    }

    private static async Task<int> FailAsync(string message, double after)
    {
        await Fail(message, after);
        return 0;
    }

    private static async Task<int> NotedAsync(Trace trace, string name, int milliseconds)
    {
        await trace.Note(name, () => Sleep(milliseconds));
        return milliseconds;
    }

    private static async Task<List<T>> Items<T>(IAsyncEnumerable<T> source)
    {
        var items = new List<T>();
        await foreach (var item in source)
            items.Add(item);
        return items;
    }
}
