using Rondo.Data.Locks;

namespace Rondo.Data;

/// <summary>Locks over processes.</summary>
public sealed partial class Database
{
    private static readonly LockOptions s_lockDefaults = new();

    private readonly LocalTurns _turns = new();
    private LockTable? _locks;

    /// <summary>Runs a function while no other task of any process that uses this database runs one under the same name.</summary>
    /// <typeparam name="T">The function's result.</typeparam>
    /// <param name="name">The name of the lock. It needs no creation.</param>
    /// <param name="function">The function. It is cancelled if the lock is lost. It must not take the same lock again, which would
    /// wait for itself.</param>
    /// <param name="options">Options; default: a lease of 15 seconds.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="LockLost">The lock was lost while the function ran: the database could not be reached, or the process was
    /// paused, for longer than the lease.</exception>
    /// <exception cref="DatabaseUnavailable">The database cannot be reached.</exception>
    /// <remarks>
    /// <para>The wait ends with the ambient scope. The tasks of a process enter in the order in which they came; processes take turns.
    /// A lock needs no connection while it is held or waited for. It is a row of the table <c>rondo_locks</c>, which is created on
    /// first use.</para>
    /// <para>A function whose process is paused may continue for a moment after another one has begun.
    /// <see cref="DatabaseLock.Token"/> tells them apart.</para>
    /// </remarks>
    public async Task<T> LockAsync<T>(string name, Func<DatabaseLock, Task<T>> function, LockOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(function);
        options ??= s_lockDefaults;
        options.Validate();
        var table = _locks ??= new LockTable(this, _engine);
        await table.CreateAsync();
        using var turn = await _turns.TakeAsync(name);
        return await new LockPlace(table, name, options.Lease).HoldAsync(function);
    }

    /// <inheritdoc cref="LockAsync{T}(string, Func{DatabaseLock, Task{T}}, LockOptions?)"/>
    public Task LockAsync(string name, Func<DatabaseLock, Task> function, LockOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return LockAsync(
            name,
            async held =>
            {
                await function(held);
                return true;
            },
            options);
    }
}
