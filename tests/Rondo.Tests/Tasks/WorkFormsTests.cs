namespace Rondo.Tests.Tasks;

/// <summary>
/// Each method that takes work, by each form of work: method groups and lambdas, async or not, with and without a token, that return
/// nothing, a task, a
/// value task or a value. That the class compiles is the test; that it runs shows which overload was chosen.
/// </summary>
public class WorkFormsTests
{
    private static readonly EventLoopOptions s_options = new() { HandleSignals = false };

    [LoopFact(Virtual = true)]
    public Task Scopes_take_every_form() => ScopesAsync();

    [LoopFact(Virtual = true)]
    public Task Groups_take_every_form() => GroupsAsync();

    [LoopFact(Virtual = true)]
    public Task Loops_take_every_form() => LoopsAsync();

    [LoopFact]
    public Task Worker_threads_take_every_form() => WorkersAsync();

    [Fact]
    public void Programs_take_every_form()
    {
        EventLoop.Run(Work.Task, s_options);
        EventLoop.Run(Work.ValueTask, s_options);
        EventLoop.Run(() => Work.Task(), s_options);
        EventLoop.Run(() => Work.ValueTask(), s_options);
        EventLoop.Run(async () => await EventLoop.Yield(), s_options);
        EventLoop.Run(async () => { await EventLoop.Yield(); }, s_options);
        EventLoop.Run(Work.TaskWith, s_options);
        EventLoop.Run(Work.ValueTaskWith, s_options);
        EventLoop.Run(Work.TaskOptional, s_options);
        EventLoop.Run(Work.Both, s_options);
        EventLoop.Run(token => Work.TaskWith(token), s_options);
        EventLoop.Run(async token => await Work.TaskWith(token), s_options);
        EventLoop.Run(async token => await Work.ValueTaskWith(token), s_options);
        EventLoop.Run(static async _ => await EventLoop.Yield(), s_options);
        Result(EventLoop.Run(Work.TaskOf, s_options), 1);
        Result(EventLoop.Run(Work.ValueTaskOf, s_options), 1);
        Result(EventLoop.Run(() => Work.TaskOf(), s_options), 1);
        Result(EventLoop.Run(() => Work.ValueTaskOf(), s_options), 1);
        Result(EventLoop.Run(async () => await Work.TaskOf(), s_options), 1);
        Result(EventLoop.Run(async () => { await EventLoop.Yield(); return 1; }, s_options), 1);
        Result(EventLoop.Run(Work.TaskOfWith, s_options), 1);
        Result(EventLoop.Run(Work.ValueTaskOfWith, s_options), 1);
        Result(EventLoop.Run(Work.BothOf, s_options), 1);
        Result(EventLoop.Run(token => Work.TaskOfWith(token), s_options), 1);
        Result(EventLoop.Run(async token => await Work.ValueTaskOfWith(token), s_options), 1);
        Result(EventLoop.Run(async token => { await Work.TaskWith(token); return 1; }, s_options), 1);
    }

    [LoopFact]
    public async Task Offloaded_functions_that_return_a_task_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => global::Rondo.Offload.RunAsync(Work.Task));
        await Assert.ThrowsAsync<ArgumentException>(() => global::Rondo.Offload.RunAsync(Work.ValueTask));
        await Assert.ThrowsAsync<ArgumentException>(() => global::Rondo.Offload.RunAsync(Work.TaskOf));
        await Assert.ThrowsAsync<ArgumentException>(() => global::Rondo.Offload.RunAsync(Work.ValueTaskOf));
    }

    [LoopFact]
    public async Task Misuse_names_the_argument()
    {
        Assert.Equal("body", (await Assert.ThrowsAsync<ArgumentNullException>(() => CancelScope.FailAfter(TimeSpan.Zero, (Func<ValueTask>)null!))).ParamName);
        Assert.Equal("task", Assert.Throws<ArgumentNullException>(() => TaskGroup.Detach("x", (Func<ValueTask>)null!)).ParamName);
    }

    private static async Task ScopesAsync()
    {
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.Task), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.ValueTask), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => Work.Task()), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => Work.ValueTask()), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () => await EventLoop.Yield()), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () => { await EventLoop.Yield(); }), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.TaskWith), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.ValueTaskWith), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.TaskOptional), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.Both), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), token => Work.TaskWith(token)), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async token => await Work.TaskWith(token)), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async token => await Work.ValueTaskWith(token)), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), static async _ => await EventLoop.Yield()), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async scope => { scope.CancelAfter(TimeSpan.FromSeconds(2)); await EventLoop.Yield(); }), true);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), EventLoop.SleepForever), false);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.TaskOf), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.ValueTaskOf), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => Work.TaskOf()), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => Work.ValueTaskOf()), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () => await Work.TaskOf()), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () => { await EventLoop.Yield(); return 1; }), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.TaskOfWith), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.ValueTaskOfWith), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.BothOf), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), token => Work.TaskOfWith(token)), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async token => await Work.ValueTaskOfWith(token)), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async token => { await Work.TaskWith(token); return 1; }), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.TaskOf, otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.ValueTaskOf, otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => Work.TaskOf(), otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => Work.ValueTaskOf(), otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () => await Work.TaskOf(), otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () => { await EventLoop.Yield(); return 1; }, otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.TaskOfWith, otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.ValueTaskOfWith, otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), Work.BothOf, otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), token => Work.TaskOfWith(token), otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async token => await Work.ValueTaskOfWith(token), otherwise: 2), 1);
        Result(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async token => { await Work.TaskWith(token); return 1; }, otherwise: 2), 1);
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.Task));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.ValueTask));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), () => Work.Task()));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), () => Work.ValueTask()));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), async () => await EventLoop.Yield()));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), async () => { await EventLoop.Yield(); }));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), EventLoop.SleepForever));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.TaskWith));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.ValueTaskWith));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.TaskOptional));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.Both));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), token => Work.TaskWith(token)));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), async token => await Work.TaskWith(token)));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), async token => await Work.ValueTaskWith(token)));
        Ended(CancelScope.FailAfter(TimeSpan.FromSeconds(1), static async _ => await EventLoop.Yield()));
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.TaskOf), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.ValueTaskOf), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), () => Work.TaskOf()), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), () => Work.ValueTaskOf()), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), async () => await Work.TaskOf()), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), async () => { await EventLoop.Yield(); return 1; }), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.TaskOfWith), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.ValueTaskOfWith), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), Work.BothOf), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), token => Work.TaskOfWith(token)), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), async token => await Work.ValueTaskOfWith(token)), 1);
        Result(await CancelScope.FailAfter(TimeSpan.FromSeconds(1), async token => { await Work.TaskWith(token); return 1; }), 1);
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), Work.Task));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), Work.ValueTask));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), () => Work.Task()));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), () => Work.ValueTask()));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), async () => await EventLoop.Yield()));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), async () => { await EventLoop.Yield(); }));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), EventLoop.SleepForever));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), Work.TaskWith));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), Work.ValueTaskWith));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), Work.TaskOptional));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), Work.Both));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), token => Work.TaskWith(token)));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), async token => await Work.TaskWith(token)));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), async token => await Work.ValueTaskWith(token)));
        Ended(CancelScope.Shield(TimeSpan.FromSeconds(1), static async _ => await EventLoop.Yield()));
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), Work.TaskOf), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), Work.ValueTaskOf), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), () => Work.TaskOf()), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), () => Work.ValueTaskOf()), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), async () => await Work.TaskOf()), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), async () => { await EventLoop.Yield(); return 1; }), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), Work.TaskOfWith), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), Work.ValueTaskOfWith), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), Work.BothOf), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), token => Work.TaskOfWith(token)), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), async token => await Work.ValueTaskOfWith(token)), 1);
        Result(await CancelScope.Shield(TimeSpan.FromSeconds(1), async token => { await Work.TaskWith(token); return 1; }), 1);
        Ended(CancelScope.LinkTo(new CancellationToken(true), Work.Task));
        Ended(CancelScope.LinkTo(new CancellationToken(true), Work.ValueTask));
        Ended(CancelScope.LinkTo(new CancellationToken(true), () => Work.Task()));
        Ended(CancelScope.LinkTo(new CancellationToken(true), () => Work.ValueTask()));
        Ended(CancelScope.LinkTo(new CancellationToken(true), async () => await EventLoop.Yield()));
        Ended(CancelScope.LinkTo(new CancellationToken(true), async () => { await EventLoop.Yield(); }));
        Ended(CancelScope.LinkTo(new CancellationToken(true), EventLoop.SleepForever));
        Ended(CancelScope.LinkTo(new CancellationToken(true), Work.TaskWith));
        Ended(CancelScope.LinkTo(new CancellationToken(true), Work.ValueTaskWith));
        Ended(CancelScope.LinkTo(new CancellationToken(true), Work.TaskOptional));
        Ended(CancelScope.LinkTo(new CancellationToken(true), Work.Both));
        Ended(CancelScope.LinkTo(new CancellationToken(true), token => Work.TaskWith(token)));
        Ended(CancelScope.LinkTo(new CancellationToken(true), async token => await Work.TaskWith(token)));
        Ended(CancelScope.LinkTo(new CancellationToken(true), async token => await Work.ValueTaskWith(token)));
        Ended(CancelScope.LinkTo(new CancellationToken(true), static async _ => await EventLoop.Yield()));
        Result(await CancelScope.LinkTo(CancellationToken.None, Work.TaskOf), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, Work.ValueTaskOf), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, () => Work.TaskOf()), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, () => Work.ValueTaskOf()), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, async () => await Work.TaskOf()), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, async () => { await EventLoop.Yield(); return 1; }), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, Work.TaskOfWith), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, Work.ValueTaskOfWith), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, Work.BothOf), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, token => Work.TaskOfWith(token)), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, async token => await Work.ValueTaskOfWith(token)), 1);
        Result(await CancelScope.LinkTo(CancellationToken.None, async token => { await Work.TaskWith(token); return 1; }), 1);
    }

    private static async Task GroupsAsync()
    {
        await TaskGroup.RunAsync(static group => { });
        await TaskGroup.RunAsync(static group => group.Start(Work.Task));
        await TaskGroup.RunAsync(Work.InGroup);
        await TaskGroup.RunAsync(Work.InGroupValue);
        await TaskGroup.RunAsync(async group => await EventLoop.Yield());
        Result(await TaskGroup.RunAsync(static group => Task.FromResult(1)), 1);
        Result(await TaskGroup.RunAsync(async group => await group.Start(Work.TaskOf)), 1);
        Result(await TaskGroup.RunAsync(Work.InGroupOf), 1);
        Result(await TaskGroup.RunAsync(Work.InGroupValueOf), 1);
        await TaskGroup.RunAsync(async group =>
        {
            Handle(group.Start(Work.Task));
            Handle(group.Start(Work.ValueTask));
            Handle(group.Start(() => Work.Task()));
            Handle(group.Start(() => Work.ValueTask()));
            Handle(group.Start(async () => await EventLoop.Yield()));
            Handle(group.Start(async () => { await EventLoop.Yield(); }));
            Handle(group.Start(EventLoop.SleepForever));
            Handle(group.Start(Work.TaskWith));
            Handle(group.Start(Work.ValueTaskWith));
            Handle(group.Start(Work.TaskOptional));
            Handle(group.Start(Work.Both));
            Handle(group.Start(token => Work.TaskWith(token)));
            Handle(group.Start(async token => await Work.TaskWith(token)));
            Handle(group.Start(async token => await Work.ValueTaskWith(token)));
            Handle(group.Start(static async _ => await EventLoop.Yield()));
            Result(await group.Start(Work.TaskOf), 1);
            Result(await group.Start(Work.ValueTaskOf), 1);
            Result(await group.Start(() => Work.TaskOf()), 1);
            Result(await group.Start(() => Work.ValueTaskOf()), 1);
            Result(await group.Start(async () => await Work.TaskOf()), 1);
            Result(await group.Start(async () => { await EventLoop.Yield(); return 1; }), 1);
            Result(await group.Start(Work.TaskOfWith), 1);
            Result(await group.Start(Work.ValueTaskOfWith), 1);
            Result(await group.Start(Work.BothOf), 1);
            Result(await group.Start(token => Work.TaskOfWith(token)), 1);
            Result(await group.Start(async token => await Work.ValueTaskOfWith(token)), 1);
            Result(await group.Start(async token => { await Work.TaskWith(token); return 1; }), 1);
            await EventLoop.Sleep(TimeSpan.FromSeconds(1));
            group.Cancel();
        });
    }

    private static async Task LoopsAsync()
    {
        Ended(EventLoop.Current.InvokeAsync(Work.Task));
        Ended(EventLoop.Current.InvokeAsync(Work.ValueTask));
        Ended(EventLoop.Current.InvokeAsync(() => Work.Task()));
        Ended(EventLoop.Current.InvokeAsync(() => Work.ValueTask()));
        Ended(EventLoop.Current.InvokeAsync(async () => await EventLoop.Yield()));
        Ended(EventLoop.Current.InvokeAsync(async () => { await EventLoop.Yield(); }));
        Ended(EventLoop.Current.InvokeAsync(EventLoop.SleepForever));
        Ended(EventLoop.Current.InvokeAsync(Work.TaskWith));
        Ended(EventLoop.Current.InvokeAsync(Work.ValueTaskWith));
        Ended(EventLoop.Current.InvokeAsync(Work.TaskOptional));
        Ended(EventLoop.Current.InvokeAsync(Work.Both));
        Ended(EventLoop.Current.InvokeAsync(token => Work.TaskWith(token)));
        Ended(EventLoop.Current.InvokeAsync(async token => await Work.TaskWith(token)));
        Ended(EventLoop.Current.InvokeAsync(async token => await Work.ValueTaskWith(token)));
        Ended(EventLoop.Current.InvokeAsync(static async _ => await EventLoop.Yield()));
        Result(await EventLoop.Current.InvokeAsync(Work.TaskOf), 1);
        Result(await EventLoop.Current.InvokeAsync(Work.ValueTaskOf), 1);
        Result(await EventLoop.Current.InvokeAsync(() => Work.TaskOf()), 1);
        Result(await EventLoop.Current.InvokeAsync(() => Work.ValueTaskOf()), 1);
        Result(await EventLoop.Current.InvokeAsync(async () => await Work.TaskOf()), 1);
        Result(await EventLoop.Current.InvokeAsync(async () => { await EventLoop.Yield(); return 1; }), 1);
        Result(await EventLoop.Current.InvokeAsync(Work.TaskOfWith), 1);
        Result(await EventLoop.Current.InvokeAsync(Work.ValueTaskOfWith), 1);
        Result(await EventLoop.Current.InvokeAsync(Work.BothOf), 1);
        Result(await EventLoop.Current.InvokeAsync(token => Work.TaskOfWith(token)), 1);
        Result(await EventLoop.Current.InvokeAsync(async token => await Work.ValueTaskOfWith(token)), 1);
        Result(await EventLoop.Current.InvokeAsync(async token => { await Work.TaskWith(token); return 1; }), 1);
        Result(await EventLoop.Current.InvokeAsync(() => 1), 1);
        Result(await EventLoop.Current.InvokeAsync(Work.Value), 1);
        await EventLoop.Current.InvokeAsync(() => { });
        await EventLoop.Current.InvokeAsync(Work.Nothing);
        Handle(TaskGroup.Detach("work", Work.Task));
        Handle(TaskGroup.Detach("work", Work.ValueTask));
        Handle(TaskGroup.Detach("work", () => Work.Task()));
        Handle(TaskGroup.Detach("work", () => Work.ValueTask()));
        Handle(TaskGroup.Detach("work", async () => await EventLoop.Yield()));
        Handle(TaskGroup.Detach("work", async () => { await EventLoop.Yield(); }));
        Handle(TaskGroup.Detach("work", Work.TaskWith));
        Handle(TaskGroup.Detach("work", Work.ValueTaskWith));
        Handle(TaskGroup.Detach("work", Work.TaskOptional));
        Handle(TaskGroup.Detach("work", Work.Both));
        Handle(TaskGroup.Detach("work", token => Work.TaskWith(token)));
        Handle(TaskGroup.Detach("work", async token => await Work.TaskWith(token)));
        Handle(TaskGroup.Detach("work", async token => await Work.ValueTaskWith(token)));
        Handle(TaskGroup.Detach("work", static async _ => await EventLoop.Yield()));
    }

    private static async Task WorkersAsync()
    {
        await global::Rondo.Offload.RunAsync(() =>
        {
            global::Rondo.Offload.RunOnLoop(Work.Task);
            global::Rondo.Offload.RunOnLoop(Work.ValueTask);
            global::Rondo.Offload.RunOnLoop(() => Work.Task());
            global::Rondo.Offload.RunOnLoop(() => Work.ValueTask());
            global::Rondo.Offload.RunOnLoop(async () => await EventLoop.Yield());
            global::Rondo.Offload.RunOnLoop(async () => { await EventLoop.Yield(); });
            global::Rondo.Offload.RunOnLoop(Work.TaskWith);
            global::Rondo.Offload.RunOnLoop(Work.ValueTaskWith);
            global::Rondo.Offload.RunOnLoop(Work.TaskOptional);
            global::Rondo.Offload.RunOnLoop(Work.Both);
            global::Rondo.Offload.RunOnLoop(token => Work.TaskWith(token));
            global::Rondo.Offload.RunOnLoop(async token => await Work.TaskWith(token));
            global::Rondo.Offload.RunOnLoop(async token => await Work.ValueTaskWith(token));
            global::Rondo.Offload.RunOnLoop(static async _ => await EventLoop.Yield());
            Result(global::Rondo.Offload.RunOnLoop(Work.TaskOf), 1);
            Result(global::Rondo.Offload.RunOnLoop(Work.ValueTaskOf), 1);
            Result(global::Rondo.Offload.RunOnLoop(() => Work.TaskOf()), 1);
            Result(global::Rondo.Offload.RunOnLoop(() => Work.ValueTaskOf()), 1);
            Result(global::Rondo.Offload.RunOnLoop(async () => await Work.TaskOf()), 1);
            Result(global::Rondo.Offload.RunOnLoop(async () => { await EventLoop.Yield(); return 1; }), 1);
            Result(global::Rondo.Offload.RunOnLoop(Work.TaskOfWith), 1);
            Result(global::Rondo.Offload.RunOnLoop(Work.ValueTaskOfWith), 1);
            Result(global::Rondo.Offload.RunOnLoop(Work.BothOf), 1);
            Result(global::Rondo.Offload.RunOnLoop(token => Work.TaskOfWith(token)), 1);
            Result(global::Rondo.Offload.RunOnLoop(async token => await Work.ValueTaskOfWith(token)), 1);
            Result(global::Rondo.Offload.RunOnLoop(async token => { await Work.TaskWith(token); return 1; }), 1);
            Result(global::Rondo.Offload.RunOnLoop(() => 1), 1);
            Result(global::Rondo.Offload.RunOnLoop(Work.Value), 1);
            global::Rondo.Offload.RunOnLoop(() => { });
            global::Rondo.Offload.RunOnLoop(Work.Nothing);
        });
        await global::Rondo.Offload.RunAsync(Work.Nothing);
        await global::Rondo.Offload.RunAsync(Work.NothingWith);
        await global::Rondo.Offload.RunAsync(static token => { });
        Result(await global::Rondo.Offload.RunAsync(Work.Value), 1);
        Result(await global::Rondo.Offload.RunAsync(static token => 1), 1);
        Result(await global::Rondo.Offload.RunAsync(Work.ValueWith), 1);
    }

    /// <summary>The type is the assertion: an overload that was chosen wrongly has another.</summary>
    private static void Result<T>(T actual, T expected) => Assert.Equal(expected, actual);

    private static void Handle(TaskHandle handle) => _ = handle.AsTask().ContinueWith(static task => task.Exception, TaskScheduler.Default);

    private static void Ended(Task task) => _ = task.ContinueWith(static task => task.Exception, TaskScheduler.Default);

    /// <summary>The methods.</summary>
    private static class Work
    {
        internal static Task Task() => System.Threading.Tasks.Task.CompletedTask;

        internal static ValueTask ValueTask() => default;

        internal static Task<int> TaskOf() => System.Threading.Tasks.Task.FromResult(1);

        internal static ValueTask<int> ValueTaskOf() => new(1);

        internal static Task TaskWith(CancellationToken token) => Check(token);

        internal static ValueTask ValueTaskWith(CancellationToken token) => new(Check(token));

        internal static Task TaskOptional(CancellationToken token = default) => Check(token);

        internal static Task<int> TaskOfWith(CancellationToken token) => CheckOf(token);

        internal static ValueTask<int> ValueTaskOfWith(CancellationToken token) => new(CheckOf(token));

        internal static Task Both() => throw new InvalidOperationException("The form with the token is the better one.");

        internal static Task Both(CancellationToken token) => Check(token);

        internal static Task<int> BothOf() => throw new InvalidOperationException("The form with the token is the better one.");

        internal static Task<int> BothOf(CancellationToken token) => CheckOf(token);

        internal static void Nothing()
        {
        }

        internal static void NothingWith(CancellationToken token) => Check(token);

        internal static int Value() => 1;

        internal static int ValueWith(CancellationToken token) => CheckOf(token).Result;

        internal static Task InGroup(TaskGroup group) => Task();

        internal static ValueTask InGroupValue(TaskGroup group) => default;

        internal static Task<int> InGroupOf(TaskGroup group) => TaskOf();

        internal static ValueTask<int> InGroupValueOf(TaskGroup group) => new(1);

        /// <summary>The token is that of the scope that the work runs in.</summary>
        private static Task Check(CancellationToken token)
        {
            Assert.True(token.CanBeCanceled);
            return Task();
        }

        private static async Task<int> CheckOf(CancellationToken token)
        {
            await Check(token);
            return 1;
        }
    }
}
