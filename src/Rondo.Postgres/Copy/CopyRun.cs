using System.Text;
using Rondo.Postgres.Sessions;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Copy;

/// <summary>A COPY on a connection of ADO.NET. Calls from elsewhere hop to the connection's loop.</summary>
internal sealed class CopyRun(Session session, string text) : IUser
{
    private readonly CopyExchange _exchange = new(text, session.Wire);

    private bool IsOver => session.User != this;

    /// <summary>Begins the copy.</summary>
    /// <param name="kind">The direction: G for COPY FROM STDIN, H for COPY TO STDOUT.</param>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentException">The statement is no COPY of the direction.</exception>
    internal Task<bool> BeginAsync(char kind, CancellationToken token) => session.RunAsync(
        async () =>
        {
            await session.EnterAsync(this);
            try
            {
                session.Wire.Enqueue(_exchange);
                await _exchange.BeginAsync();
            }
            catch
            {
                session.Leave(this);
                throw;
            }

            if (_exchange.Kind == kind)
                return true;
            await AbortAsync();
            throw new ArgumentException($"The statement is no COPY ... {(kind == 'G' ? "FROM STDIN" : "TO STDOUT")}: {text}");
        },
        token);

    internal Task<bool> WriteAsync(ReadOnlyMemory<byte> data, CancellationToken token) => session.RunAsync(
        async () =>
        {
            CheckOpen();
            try
            {
                await session.Wire.SendAsync('d', data);
            }
            catch (ScopeCanceledException)
            {
                _exchange.Abandon(session.Wire);
                throw;
            }

            if (_exchange.IsFinished)
                await EndAsync();
            return true;
        },
        token);

    /// <summary>Ends COPY FROM STDIN.</summary>
    /// <returns>The number of rows.</returns>
    internal Task<long> CompleteAsync(CancellationToken token) => session.RunAsync(
        async () =>
        {
            CheckOpen();
            await session.Wire.SendAsync('c', default);
            return await EndAsync();
        },
        token);

    internal Task<RowPiece?> TakeAsync(CancellationToken token) => session.RunAsync(
        async () =>
        {
            if (IsOver)
                return null;
            var piece = await _exchange.TakeAsync();
            if (piece is null)
                session.Leave(this);
            return piece;
        },
        token);

    /// <summary>Ends a copy that was left: data to the server is dropped by it, data from the server here.</summary>
    internal Task<bool> CloseAsync() => session.RunAsync(
        async () =>
        {
            if (!IsOver)
                await AbortAsync();
            return true;
        },
        CancellationToken.None);

    /// <summary>Ends the copy without waiting.</summary>
    public void Abandon() => _ = AbortAsync();

    /// <summary>Ends the copy behind a caller who may not block; the next command waits for it.</summary>
    internal void CloseInBackground()
    {
        if (session.Home.IsCurrent)
            session.Background = CloseAsync();
        else
            session.Home.Post(static state => ((CopyRun)state!).CloseInBackground(), this);
    }

    private async Task<long> EndAsync()
    {
        try
        {
            await _exchange.WaitAsync(session.Wire);
            _exchange.ThrowIfFailed();
            return _exchange.Rows;
        }
        finally
        {
            session.Leave(this);
        }
    }

    private Task AbortAsync() => CancelScope.Shield(Timeout.InfiniteTimeSpan, async () =>
    {
        _exchange.Discard();
        if (_exchange is { Kind: 'G', IsFinished: false })
            await session.Wire.SendAsync('f', Encoding.UTF8.GetBytes("The copy was not completed.\0"));
        await _exchange.WaitAsync(session.Wire);
        session.Leave(this);
    });

    private void CheckOpen()
    {
        if (IsOver)
            throw new InvalidOperationException("The copy has ended: it was completed, it failed, or its connection was closed.");
    }
}
