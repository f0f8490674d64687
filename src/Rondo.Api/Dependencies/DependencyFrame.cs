using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>The values of one scope's dependencies and what has to be cleaned up after them, in reverse order.</summary>
/// <remarks>Belongs to one loop, but for the app's, which is filled at start and only read afterwards.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DependencyFrame
{
    private static readonly TimeSpan s_cleanupLimit = TimeSpan.FromSeconds(10);

    private readonly string _name;
    private readonly bool _shared;
    private readonly Dictionary<Dependency, object?> _values = [];
    private readonly Stack<ICleanup> _cleanups = [];

    internal DependencyFrame(string name, bool shared) => (_name, _shared) = (name, shared);

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
                throw new InvalidOperationException($"The dependency {dependency.Name} yielded no value: it has to yield return exactly one.");
            _cleanups.Push(new EnumeratorCleanup<T>(dependency.Name, values));
            return values.Current;
        }
        finally
        {
            if (!entered)
                await values.DisposeAsync();
        }
    }

    internal async ValueTask<T> GetAsync<T>(Dependency<T> dependency, Call call)
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
        Task<T> creation;
        lock (_values)
        {
            if (_values.TryGetValue(dependency, out var known))
                creation = (Task<T>)known!;
            else
                _values[dependency] = creation = dependency.Create(call, this).AsTask();
        }

        try
        {
            return await creation;
        }
        catch
        {
            lock (_values)
            {
                if (_values.TryGetValue(dependency, out var failed) && failed == creation)
                    _values.Remove(dependency); // the next request tries again
            }

            throw;
        }
    }

    /// <summary>Ends the scope well: runs what follows each <c>yield return</c>. The first failure makes the rest end as after a failure, and is thrown.</summary>
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

    private sealed class EnumeratorCleanup<T>(string name, IAsyncEnumerator<T> values) : ICleanup
    {
        public async ValueTask RunAsync(bool completed)
        {
            try
            {
                if (completed && await values.MoveNextAsync())
                    throw new InvalidOperationException($"The dependency {name} yielded a second value: it has to yield return exactly one.");
            }
            finally
            {
                await values.DisposeAsync();
            }
        }
    }
}
