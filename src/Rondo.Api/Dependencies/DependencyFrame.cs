using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>The values of one scope's dependencies and what has to be cleaned up after them, in reverse order.</summary>
/// <remarks>
/// Belongs to one loop, but for the app's, which is filled at start and only read afterwards. Values that requests share are made
/// outside of their scopes,
/// so that none of them takes it along when it is cancelled, and is cleaned up when none of them uses it any more.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DependencyFrame
{
    private static readonly TimeSpan s_cleanupLimit = TimeSpan.FromSeconds(10);

    private readonly string _name;
    private readonly bool _shared;
    private readonly Dictionary<Dependency, object?> _values = [];
    private readonly Stack<ICleanup> _cleanups = [];
    private readonly CancellationTokenSource? _closing;
    private TaskCompletionSource? _unused;
    private int _users;

    internal DependencyFrame(string name, bool shared)
    {
        (_name, _shared) = (name, shared);
        if (shared)
            _closing = new CancellationTokenSource();
    }

    private interface ICleanup
    {
        ValueTask RunAsync(bool completed);
    }

    /// <summary>Takes the one value of a dependency that cleans up after itself.</summary>
    /// <exception cref="InvalidOperationException">It yields none.</exception>
    public async ValueTask<T> EnterAsync<T>(Dependency dependency, IAsyncEnumerable<T> source)
    {
        var values = source.GetAsyncEnumerator();
        var entered = false;
        try
        {
            entered = await values.MoveNextAsync();
            if (!entered)
                throw new InvalidOperationException(
                    $"The dependency {dependency.Name} yielded no value: it has to yield return exactly one.");
            _cleanups.Push(new EnumeratorCleanup<T>(dependency.Name, values));
            return values.Current;
        }
        finally
        {
            if (!entered)
                await values.DisposeAsync();
        }
    }

    internal async ValueTask<T> GetAsync<T>(Dependency<T> dependency, DependencyResolver call)
    {
        if (!_shared)
        {
            if (_values.TryGetValue(dependency, out var known))
                return (T)known!;
            var value = await dependency.Create(call, this);
            _values[dependency] = value;
            return value;
        }

        // Several requests may ask for it at the same time, and for the app's on several loops: they wait for one creation.
        Creation<T> creation;
        var isMine = false;
        lock (_values)
        {
            if (_values.TryGetValue(dependency, out var known))
            {
                creation = (Creation<T>)known!;
            }
            else
            {
                _values[dependency] = creation = new Creation<T>();
                isMine = true;
                _users++;
            }
        }

        if (isMine)
            await MakeAsync(creation, dependency, call);
        if (!creation.Task.IsCompleted && creation.Loop is { IsCurrent: true })
            await creation.Making.Completion; // which the request's end ends, and not the creation
        return await creation.Task;
    }

    /// <summary>Somebody uses the scope's values, and keeps it from ending. On its loop.</summary>
    internal void Enter()
    {
        lock (_values)
            _users++;
    }

    /// <summary>The one who entered is done.</summary>
    internal void Leave()
    {
        TaskCompletionSource? unused;
        lock (_values)
            unused = --_users == 0 ? _unused : null;
        unused?.TrySetResult();
    }

    /// <summary>Ends a shared scope well, when nobody uses it any more; what is still being made for it is cancelled.</summary>
    internal async Task EndAsync()
    {
        _closing!.Cancel();
        Task? used = null;
        lock (_values)
        {
            if (_users > 0)
                used = (_unused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        if (used is not null)
            await used;
        await CompleteAsync();
    }

    private async ValueTask MakeAsync<T>(Creation<T> creation, Dependency<T> dependency, DependencyResolver call)
    {
        // At the app's start there may be no loop yet.
        if (EventLoop.TryCurrent is not { } loop)
            await RunAsync(() => dependency.Create(call, this).AsTask());
        else
            (creation.Loop, creation.Making) = (loop,
                TaskGroup.Detach(
                    $"dependency {dependency.Name}",
                    () => RunAsync(() => CancelScope.LinkTo(_closing!.Token, () => dependency.Create(call, this).AsTask()))));

        async Task RunAsync(Func<Task<T>> create)
        {
            try
            {
                creation.SetResult(await create());
            }
            catch (Exception exception)
            {
                lock (_values)
                    _values.Remove(dependency); // the next request tries again
                creation.SetException(exception);
                _ = creation.Task.Exception; // those who waited may have left
            }
            finally
            {
                Leave();
            }
        }
    }

    /// <summary>
    /// Ends the scope well: runs what follows each <c>yield return</c>. The first failure makes the rest end as after a failure,
    /// and is thrown.
    /// </summary>
    internal async ValueTask CompleteAsync()
    {
        while (_cleanups.TryPop(out var cleanup))
        {
            try
            {
                await cleanup.RunAsync(completed: true);
            }
            catch
            {
                await AbandonAsync(null);
                throw;
            }
        }
    }

    /// <summary>Ends the scope after a failure: runs the <c>finally</c> blocks alone, even where the request has been cancelled.</summary>
    internal async ValueTask AbandonAsync(Action<string, Exception>? failed)
    {
        if (_cleanups.Count == 0)
            return;
        await CancelScope.Shield(s_cleanupLimit, async () =>
        {
            while (_cleanups.TryPop(out var cleanup))
            {
                try
                {
                    await cleanup.RunAsync(completed: false);
                }
                catch (Exception exception)
                {
                    failed?.Invoke(_name, exception);
                }
            }
        });
    }

    internal bool HasCleanups => _cleanups.Count > 0;

    /// <summary>The making of a value that requests share.</summary>
    private sealed class Creation<T>() : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        internal EventLoop? Loop { get; set; }

        internal TaskHandle Making { get; set; }
    }

    private sealed class EnumeratorCleanup<T>(string name, IAsyncEnumerator<T> values) : ICleanup
    {
        public async ValueTask RunAsync(bool completed)
        {
            try
            {
                if (completed && await values.MoveNextAsync())
                    throw new InvalidOperationException(
                        $"The dependency {name} yielded a second value: it has to yield return exactly one.");
            }
            finally
            {
                await values.DisposeAsync();
            }
        }
    }
}
