using Rondo.Postgres.Connections;

namespace Rondo.Postgres.Sessions;

/// <summary>A rented connection and the loop to which it belongs. Calls from elsewhere hop to that loop.</summary>
internal sealed class Session(EventLoop home, LoopPool pool, WireConnection wire)
{
    internal EventLoop Home => home;

    internal WireConnection Wire => wire;

    /// <summary>Gets or sets the open transaction, as an object that only its owner looks into.</summary>
    internal object? Transaction { get; set; }

    /// <summary>Gets the command whose results are read, or the copy that is in progress.</summary>
    internal IUser? User { get; private set; }

    /// <summary>Gets or sets the end of a command whose reader was closed by a call that must not block.</summary>
    internal Task Background { get; set; } = Task.CompletedTask;

    /// <summary>Gets whether statements are part of a transaction of the caller's.</summary>
    internal bool IsInTransaction => Transaction is not null || wire.IsInTransaction;

    /// <summary>Rents a connection of a loop.</summary>
    /// <param name="home">The loop.</param>
    /// <param name="poolOfLoop">Returns the pool of the current loop.</param>
    /// <param name="token">Cancels the wait.</param>
    internal static Task<Session> OpenAsync(EventLoop home, Func<LoopPool> poolOfLoop, CancellationToken token)
    {
        return home.IsCurrent ? Hop.LinkAsync(RentAsync, token) : home.InvokeAsync(() => Hop.LinkAsync(RentAsync, token));

        async Task<Session> RentAsync()
        {
            var pool = poolOfLoop();
            return new Session(home, pool, await pool.RentAsync());
        }
    }

    /// <summary>Runs a call on the loop of the connection, cancelled with a token.</summary>
    internal Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken token) =>
        home.IsCurrent ? Hop.LinkAsync(call, token) : home.InvokeAsync(() => Hop.LinkAsync(call, token));

    /// <summary>Marks the connection as in use by a command, whose results must be read before the next one runs.</summary>
    /// <exception cref="InvalidOperationException">Another command is in progress.</exception>
    internal async ValueTask EnterAsync(IUser user)
    {
        await CheckFreeAsync();
        User = user;
    }

    /// <exception cref="InvalidOperationException">A command is in progress.</exception>
    internal async ValueTask CheckFreeAsync()
    {
        if (!Background.IsCompleted)
            await Background;
        if (User is not null)
            throw new InvalidOperationException(
                "The connection is busy: a reader or a copy on it is still open. Dispose of that first, or use another connection.");
    }

    internal void Leave(IUser user)
    {
        if (User == user)
            User = null;
    }

    /// <summary>Gives the connection back, which rolls an open transaction back.</summary>
    internal Task CloseAsync() => home.IsCurrent ? ReturnAsync() : home.InvokeAsync(ReturnAsync);

    /// <summary>Gives the connection back without waiting, for calls that must not block.</summary>
    internal void Close()
    {
        if (home.IsCurrent)
            _ = ReturnAsync();
        else
            home.Post(static session => _ = ((Session)session!).ReturnAsync(), this);
    }

    private async Task ReturnAsync()
    {
        Transaction = null;
        await Background;
        User?.Abandon();
        User = null;
        wire.Noticed = null;
        await pool.ReturnAsync(wire);
    }
}
