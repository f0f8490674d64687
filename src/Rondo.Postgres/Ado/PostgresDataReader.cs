using System.Collections;
using System.Data;
using System.Data.Common;
using Rondo.Postgres.Ado;
using Rondo.Postgres.Sessions;
using Rondo.Postgres.Wire;
using DataRow = Rondo.Postgres.Wire.DataRow;

namespace Rondo.Postgres;

/// <summary>Reads the rows of a command. Rows arrive in pieces; a slow reader makes the server wait.</summary>
#pragma warning disable CA1010 // ADO.NET's readers enumerate untyped records
public sealed partial class PostgresDataReader : DbDataReader
#pragma warning restore CA1010
{
    private readonly CommandRun _run;
    private readonly PostgresConnection _connection;
    private readonly CommandBehavior _behavior;
    private readonly int _timeout;
    private readonly DataRow _row = new();
    private Column[] _columns = [];
    private RowPiece? _piece;
    private int _next;
    private bool _hasRows;
    private bool _isAtRow;
    private bool _isClosed;

    private PostgresDataReader(CommandRun run, PostgresConnection connection, CommandBehavior behavior, int timeout) =>
        (_run, _connection, _behavior, _timeout) = (run, connection, behavior, timeout);

    /// <inheritdoc/>
    public override int Depth => 0;

    /// <inheritdoc/>
    public override bool HasRows => _hasRows;

    /// <inheritdoc/>
    public override bool IsClosed => _isClosed;

    /// <summary>Gets the number of rows that the statements before the current result changed; -1: none of them changes rows.</summary>
    public override int RecordsAffected => (int)Math.Min(_run.RecordsAffected, int.MaxValue);

    /// <inheritdoc/>
    public override bool Read() => TryRead() is { } known ? known : Hop.Wait("Read", () => TakeAsync(CancellationToken.None));

    /// <inheritdoc/>
    public override Task<bool> ReadAsync(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested
        ? Task.FromCanceled<bool>(cancellationToken)
        : TryRead() is { } known ? Task.FromResult(known) : TakeAsync(cancellationToken);

    /// <inheritdoc/>
    public override bool NextResult() => _run.HasEnded && _run.Home.IsCurrent
        ? NextResultAsync(CancellationToken.None).GetAwaiter().GetResult() // does not wait
        : Hop.Wait("NextResult", () => NextResultAsync(CancellationToken.None));

    /// <inheritdoc/>
    public override async Task<bool> NextResultAsync(CancellationToken cancellationToken)
    {
        Hop.ClearContext();
        CheckOpen();
        Begin(null);
        if (_behavior.HasFlag(CommandBehavior.SingleResult))
        {
            await _run.RunAsync(FinishAsync, _timeout, cancellationToken);
            return false;
        }

        var hasNext = await _run.RunAsync(() => _run.NextAsync(_run.Home.IsCurrent), _timeout, cancellationToken);
        Begin(_run.Current);
        return hasNext;
    }

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this, _behavior.HasFlag(CommandBehavior.CloseConnection));

    /// <summary>
    /// Ends the command: its statements run to their end, and rows that were not read are dropped. It never blocks an event loop.
    /// </summary>
    public override void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        Begin(null);
        if (EventLoop.TryCurrent is null)
            FinishAndCloseAsync(CancellationToken.None).GetAwaiter().GetResult();
        else if (_run.Home.IsCurrent)
            _run.FinishInBackground();
        else
            _run.Home.Post(static run => ((CommandRun)run!).FinishInBackground(), _run);
        if (_behavior.HasFlag(CommandBehavior.CloseConnection))
            _connection.Close();
    }

    /// <inheritdoc/>
    public override async Task CloseAsync()
    {
        Hop.ClearContext();
        if (_isClosed)
            return;
        _isClosed = true;
        Begin(null);
        await FinishAndCloseAsync(CancelScope.CurrentToken);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Hop.ClearContext();
        try
        {
            await CloseAsync();
        }
        catch (DbException)
        {
            // An error of a statement whose result was not read is not reported by the end of a using block.
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        try
        {
            if (disposing)
                Close();
        }
        catch (DbException)
        {
            // See DisposeAsync.
        }

        base.Dispose(disposing);
    }

    /// <summary>Executes a command up to its first result.</summary>
    internal static async Task<PostgresDataReader> ExecuteAsync(
        CommandRun run, PostgresConnection connection, CommandBehavior behavior, int timeout, CancellationToken token)
    {
        Hop.ClearContext();
        var reader = new PostgresDataReader(run, connection, behavior, timeout);
        if (behavior.HasFlag(CommandBehavior.SchemaOnly))
        {
            reader._columns = await run.RunAsync(run.DescribeAsync, timeout, token);
            return reader;
        }

        // On the loop a small result is awaited as a whole: code that reads it by blocking calls, as Dapper's multi-mapping does,
        // need not wait.
        var isWhole = EventLoop.TryCurrent == run.Home;
        await run.RunAsync(() => run.BeginAsync(isWhole), timeout, token);
        reader.Begin(run.Current);
        return reader;
    }

    /// <summary>Executes a command, and reads the first value of its first result; null where it has no rows or no columns.</summary>
    internal static async Task<object?> ReadScalarAsync(CommandRun run, PostgresConnection connection, int timeout, CancellationToken token)
    {
        Hop.ClearContext();
        await using var reader = await ExecuteAsync(run, connection, CommandBehavior.SingleRow, timeout, token);
        var value = reader.FieldCount > 0 && await reader.ReadAsync(token) ? reader.GetValue(0) : null;
        await reader.CloseAsync();
        return value;
    }

    private async Task<bool> FinishAsync()
    {
        await _run.FinishAsync();
        return true;
    }

    private async Task FinishAndCloseAsync(CancellationToken token)
    {
        try
        {
            await _run.RunAsync(FinishAsync, 0, token);
        }
        finally
        {
            if (_behavior.HasFlag(CommandBehavior.CloseConnection))
                await _connection.CloseAsync();
        }
    }

    private void Begin(ReaderExchange? exchange)
    {
        (_columns, _piece, _next, _isAtRow, _schema, _ordinals) = (exchange?.Columns ?? [], null, 0, false, null, null);
        _hasRows = exchange is { HasRow: true };
        if (exchange is { IsFinished: true })
            _piece = exchange.TakeNow();
    }

    /// <summary>Proceeds to a row that has arrived; null: none has.</summary>
    private bool? TryRead()
    {
        CheckOpen();
        _isAtRow = false;
        if (_piece is { } piece && _next < piece.Count)
        {
            _row.Set(piece.Bytes, piece.StartOf(_next), piece.LengthOf(_next), _columns.Length);
            _next++;
            return _isAtRow = true;
        }

        return !_hasRows || _run.Current is not { } current || _behavior.HasFlag(CommandBehavior.SingleRow) && _piece is not null
            || current.IsRead ? false : null;
    }

    private async Task<bool> TakeAsync(CancellationToken token)
    {
        Hop.ClearContext();
        (_piece, _next) = (await _run.RunAsync(_run.Current!.TakeAsync, _timeout, token), 0);
        return _piece is not null && TryRead() == true;
    }

    private void CheckOpen()
    {
        if (_isClosed)
            throw new InvalidOperationException("The reader is closed.");
    }
}
