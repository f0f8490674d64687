using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Rondo.Core;
using Rondo.Tasks;

namespace Rondo;

/// <summary>
/// A group of tasks that live and end together: <see cref="RunAsync(Func{TaskGroup, Task}, string?)"/> returns only when its body
/// and every task started in it have ended. The first failure cancels the others; no failure is dropped. trio calls it a nursery.
/// </summary>
/// <remarks>
/// One failure is rethrown as itself, several as <see cref="TaskGroupException"/>. A group belongs to the loop that created it,
/// and so do all its members, <see cref="Cancel"/> excepted, which any thread may call.
/// </remarks>
public sealed partial class TaskGroup
{
    private readonly Scheduler _scheduler;
    private readonly CancelScope _scope;
    private readonly JoinOperation _join = new();

    /// <summary>
    /// Started tasks by slot: a Task when unnamed, a <see cref="NamedChild"/> otherwise; null is free or still in its first step.
    /// </summary>
    private object?[] _slots = [];
    private int[] _free = [];
    private int _freeCount;
    private int _slotCount;
    private int _running;
    private long _started;
    private List<Exception>? _failures;
    private List<int>? _faultedSlots;
    private CancellationTokenSource? _stop;
    private bool _closed;

    internal TaskGroup(Scheduler scheduler, CancelScope? parent, string? name)
    {
        _scheduler = scheduler;
        Name = name;
        _scope = new CancelScope(scheduler, parent, name);
    }

    /// <summary>The name given to the group, if any.</summary>
    public string? Name { get; }

    /// <summary>The scope that every task of the group runs in; cancelling it cancels the group.</summary>
    public CancelScope Scope => _scope;

    /// <summary>The state of the group.</summary>
    public TaskGroupStatistics Statistics => new(_running, _started, _failures?.Count ?? 0, _scope.IsCanceled);

    /// <summary>Nothing can be started any more.</summary>
    internal bool HasEnded => _closed;

    /// <summary>Runs <paramref name="body"/> with a new group, and waits for everything it started.</summary>
    /// <param name="body">Starts tasks; its own failure cancels them too.</param>
    /// <param name="name">A name for the task tree and for error messages.</param>
    /// <returns>A task that ends when the body and all tasks have; normally also when the group was cancelled by
    /// <see cref="Cancel"/>.</returns>
    /// <exception cref="TaskGroupException">Two or more failed. A single failure is thrown as itself.</exception>
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(Func<TaskGroup, Task> body, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Create(name).RunBody(body);
    }

    /// <inheritdoc cref="RunAsync(Func{TaskGroup, Task}, string?)"/>
    /// <returns>The body's result.</returns>
    /// <exception cref="OperationCanceledException">The group was cancelled by <see cref="Cancel"/> before the body had a
    /// result.</exception>
    [OverloadResolutionPriority(1)]
    public static async Task<T> RunAsync<T>(Func<TaskGroup, Task<T>> body, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        var group = Create(name);
        var result = default(T);
        var finished = false;
        await group.RunBody(async g =>
        {
            result = await body(g);
            finished = true;
        });
        return finished ? result! : throw group._scope.CreateException();
    }

    /// <summary>Cancels every task of the group and its body. Any thread.</summary>
    /// <param name="message">Why, for <see cref="ScopeCanceledException.Reason"/>.</param>
    public void Cancel(string? message = null)
    {
        if (message is null)
            _scope.Cancel();
        else
            _scope.Cancel(message);
    }

    internal async Task RunBody(Func<TaskGroup, Task> body)
    {
        CancelContext.Ambient = _scope;
        OperationCanceledException? passing = null;
        try
        {
            await body(this);
        }
        catch (OperationCanceledException exception) when (_scope.IsCanceled)
        {
            passing = exception;
        }
        catch (Exception exception)
        {
            AddFailure(exception);
        }

        // Again, when somebody has started a task between the last one's end and this step.
        while (_running > 0)
            await _join.Start(_scheduler).ConfigureAwait(SynchronizationContext.Current is not null);
        var absorbs = _scope.Absorbs;
        _closed = true;
        _scope.Close();
        ObserveFaults();
        if (_failures is [var single])
            ExceptionDispatchInfo.Throw(single);
        if (_failures is not null)
            throw new TaskGroupException(Name, _failures);
        if (!absorbs && (passing is not null || _cutOff))
            throw passing ?? _scope.CreateException();
    }

    private static TaskGroup Create(string? name)
    {
        var scheduler = Core.Scheduler.Current ?? throw NoLoop.Exception("TaskGroup.RunAsync");
        return new TaskGroup(scheduler, (CancelScope)CancelContext.For(scheduler), name);
    }

    /// <summary>
    /// The first failure cancels the rest; the same exception seen twice (a child's, passed on by the body that awaited it) counts once.
    /// </summary>
    private void AddFailure(Exception exception)
    {
        _failures ??= [];
        foreach (var known in _failures)
        {
            if (ReferenceEquals(known, exception))
                return;
        }

        _failures.Add(exception);
        _scope.CancelHere(
            new CancelReason(
                CancelKind.SiblingFailed,
                $"another task of the group failed with {exception.GetType().Name}: {exception.Message.TrimEnd('.')}", exception));
    }
}
