namespace Rondo.Tests.Tasks;

/// <summary>No failure is dropped, and none is told twice.</summary>
public class TaskGroupFailureTests
{
    [LoopFact(Virtual = true)]
    public async Task One_failure_is_rethrown_as_itself()
    {
        var mine = new TestFailure("boom");
        Assert.Same(mine, await Fails(() => TaskGroup.RunAsync(group =>
        {
            group.Start(() => Task.FromException(mine));
            return Task.CompletedTask;
        })));
    }

    [LoopFact(Virtual = true)]
    public async Task Child_failure_cancels_siblings_and_body()
    {
        var trace = new Trace();
        await Fails(() => TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("sibling", Forever));
            group.Start(() => trace.Note("failing", () => Fail("boom", after: 10)));
            await trace.Note("body", Forever);
        }));
        trace.Is("failing!TestFailure@10 sibling!canceled@10 body!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Body_failure_cancels_children_and_waits_for_them()
    {
        var trace = new Trace();
        var failure = await Fails(() => TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                try
                {
                    await trace.Note("child", Forever);
                }
                finally
                {
                    await CancelScope.Shield(Ms(50), () => trace.Note("cleanup", () => Sleep(5)));
                }
            });
            await Fail("body", after: 10);
        }));
        trace.Add("joined");
        Assert.Equal("body", failure.Message);
        trace.Is("child!canceled@10 cleanup@15 joined@15");
    }

    [LoopFact(Virtual = true)]
    public async Task Several_failures_come_in_their_order()
    {
        var group = await Assert.ThrowsAsync<TaskGroupException>(() => TaskGroup.RunAsync(
            group =>
            {
                group.Start(() => FailOnCancel("third"));
                group.Start(() => Fail("first", after: 5));
                group.Start(() => FailOnCancel("fourth"));
                group.Start(() => Fail("second", after: 5));
                return Task.CompletedTask;
            },
            "imports"));
        Assert.Equal(["first", "second", "third", "fourth"], group.InnerExceptions.Select(failure => failure.Message));
        Assert.StartsWith("4 tasks of the task group 'imports' failed.", group.Message, StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Two_failures_of_a_group_without_a_name()
    {
        var failures = await Assert.ThrowsAsync<TaskGroupException>(() => TaskGroup.RunAsync(group =>
        {
            group.Start(() => Fail("a"));
            return Fail("b");
        }));
        Assert.Equal("2 tasks of a task group failed. (a) (b)", failures.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_before_the_first_wait_does_not_throw_from_Start()
    {
        var trace = new Trace();
        await Fails(() => TaskGroup.RunAsync(group =>
        {
            group.Start(() => throw new TestFailure("at once"));
            trace.Add("still here");
            return Task.CompletedTask;
        }));
        trace.Is("still here@0");
    }

    [LoopFact(Virtual = true)]
    public async Task A_childs_failure_passed_on_by_the_body_counts_once()
    {
        var failure = await Fails(() => TaskGroup.RunAsync(async group =>
        {
            var child = group.Start(async () =>
            {
                await Fail("boom", after: 5);
                return 1;
            });
            await CancelScope.Shield(Ms(100), async () => await child);
        }));
        Assert.Equal("boom", failure.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task A_body_that_waits_for_the_failing_child_is_cancelled_by_the_failure_first()
    {
        ScopeCanceledException? seen = null;
        var failure = await Fails(() => TaskGroup.RunAsync(async group =>
        {
            var child = group.Start(async () =>
            {
                await Fail("boom", after: 5);
                return 1;
            });
            seen = await Canceled(async () => await child);
        }));
        Assert.Equal("boom", failure.Message);
        Assert.Same(failure, seen!.Reason.Cause);
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_caught_by_the_body_still_ends_the_group()
    {
        var failure = await Fails(() => TaskGroup.RunAsync(async group =>
        {
            var child = group.Start(() => Fail("boom"));
            await Record.ExceptionAsync(() => child.AsTask());
        }));
        Assert.Equal("boom", failure.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_while_being_cancelled_is_reported()
    {
        var failure = await Fails(() => TaskGroup.RunAsync(async group =>
        {
            group.Start(() => FailOnCancel("cleanup failed"));
            await Sleep(5);
            group.Cancel();
        }));
        Assert.Equal("cleanup failed", failure.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_wins_over_the_outer_cancellation()
    {
        var failure = await Fails(() => CancelScope.MoveOnAfter(Ms(5), () => TaskGroup.RunAsync(group =>
        {
            group.Start(() => FailOnCancel("cleanup failed"));
            group.Start(Forever);
            return Task.CompletedTask;
        })));
        Assert.Equal("cleanup failed", failure.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_in_a_nested_group_goes_all_the_way_out()
    {
        var trace = new Trace();
        var failure = await Fails(() => TaskGroup.RunAsync(outer =>
        {
            outer.Start(() => trace.Note("outer sibling", Forever));
            outer.Start(() => trace.Note("inner group", () => TaskGroup.RunAsync(inner =>
            {
                inner.Start(() => trace.Note("inner sibling", Forever));
                inner.Start(() => Fail("deep", after: 10));
                return Task.CompletedTask;
            })));
            return Task.CompletedTask;
        }));
        Assert.Equal("deep", failure.Message);
        trace.Is("inner sibling!canceled@10 inner group!TestFailure@10 outer sibling!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Groups_inside_groups_nest_their_exceptions()
    {
        var outer = await Assert.ThrowsAsync<TaskGroupException>(() => TaskGroup.RunAsync(group =>
        {
            group.Start(() => TaskGroup.RunAsync(inner =>
            {
                inner.Start(() => Fail("a", after: 1));
                inner.Start(() => Fail("b", after: 1));
                return Task.CompletedTask;
            }));
            group.Start(() => FailOnCancel("c"));
            return Task.CompletedTask;
        }));
        Assert.Equal(2, outer.InnerExceptions.Count);
        Assert.Equal(["a", "b"], Assert.IsType<TaskGroupException>(outer.InnerExceptions[0]).InnerExceptions.Select(failure => failure.Message));
        Assert.Equal("c", outer.InnerExceptions[1].Message);
    }

    [LoopFact(Virtual = true)]
    public async Task HandleEach_splits_by_type()
    {
        var seen = new List<string>();
        var error = await Assert.ThrowsAsync<TaskGroupException>(() => TaskGroup.RunAsync(group =>
        {
            group.Start(() => Fail("a"));
            group.Start(() => throw new InvalidDataException("b"));
            group.Start(() => Fail("c"));
            return Task.CompletedTask;
        }));
        var rest = TaskGroupException.HandleEach<TestFailure>(error, failure => seen.Add(failure.Message));
        Assert.Equal(["a", "c"], seen);
        Assert.Equal("b", Assert.IsType<InvalidDataException>(rest).Message);
        Assert.Null(TaskGroupException.HandleEach<InvalidDataException>(rest, failure => seen.Add(failure.Message)));
        Assert.Equal(["a", "c", "b"], seen);
    }

    [LoopFact(Virtual = true)]
    public async Task HandleEach_goes_into_nested_groups()
    {
        var seen = new List<string>();
        var error = await Assert.ThrowsAsync<TaskGroupException>(() => TaskGroup.RunAsync(group =>
        {
            group.Start(() => TaskGroup.RunAsync(inner =>
            {
                inner.Start(() => Fail("a"));
                inner.Start(() => Fail("b"));
                return Task.CompletedTask;
            }));
            group.Start(() => Fail("c"));
            return Task.CompletedTask;
        }));
        Assert.Null(TaskGroupException.HandleEach<TestFailure>(error, failure => seen.Add(failure.Message)));
        Assert.Equal(["c", "a", "b"], seen.Order().Skip(2).Concat(seen.Order().Take(2)));
    }

    [LoopFact(Virtual = true)]
    public async Task HandleEach_leaves_what_does_not_match()
    {
        var error = new InvalidDataException("x");
        Assert.Same(error, TaskGroupException.HandleEach<TestFailure>(error, _ => Assert.Fail("not called")));
        await Sleep(0);
    }

    [LoopFact(Virtual = true)]
    public async Task A_foreign_cancellation_in_a_group_that_was_not_cancelled_is_a_failure()
    {
        var trace = new Trace();
        await Assert.ThrowsAsync<TaskCanceledException>(() => TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("sibling", Forever));
            group.Start(() => Task.FromCanceled(new CancellationToken(true)));
            return Task.CompletedTask;
        }));
        trace.Is("sibling!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancellation_meant_for_an_inner_scope_of_the_child_is_no_failure()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => CancelScope.MoveOnAfter(Ms(5), () => trace.Note("child", Forever)));
            group.Start(() => trace.Note("sibling", () => Sleep(10)));
            return Task.CompletedTask;
        });
        trace.Is("child!canceled@5 sibling@10");
    }

    [LoopFact(Virtual = true)]
    public async Task A_child_that_cancels_its_own_group_scope_is_no_failure()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                await Sleep(5);
                CancelScope.Current!.Cancel();
                await trace.Note("self", Forever);
            });
            group.Start(() => trace.Note("sibling", Forever));
            return Task.CompletedTask;
        });
        trace.Is("self!canceled@5 sibling!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task The_stack_of_a_failure_names_where_it_was_thrown()
    {
        var failure = await Fails(() => TaskGroup.RunAsync(group =>
        {
            group.Start(ThrowFromHere);
            return Task.CompletedTask;
        }));
        Assert.Contains(nameof(ThrowFromHere), failure.StackTrace, StringComparison.Ordinal);

        static async Task ThrowFromHere()
        {
            await Sleep(1);
            throw new TestFailure("here");
        }
    }

    [LoopFact(Virtual = true)]
    public async Task After_a_failure_new_children_are_cancelled_from_the_start()
    {
        var trace = new Trace();
        await Fails(() => TaskGroup.RunAsync(group =>
        {
            group.Start(() => Fail("boom"));
            group.Start(() => trace.Note("late", Forever));
            return Task.CompletedTask;
        }));
        trace.Is("late!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Statistics_count_failures()
    {
        await Fails(() => TaskGroup.RunAsync(group =>
        {
            group.Start(() => Fail("boom"));
            Assert.Equal(new TaskGroupStatistics(0, 1, 1, true), group.Statistics);
            return Task.CompletedTask;
        }));
    }

    private static async Task FailOnCancel(string message)
    {
        try
        {
            await Forever();
        }
        finally
        {
            await Fail(message);
        }
    }
}
