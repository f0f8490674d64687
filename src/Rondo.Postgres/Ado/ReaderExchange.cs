using Rondo.Postgres.Connections;
using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>A statement whose rows wait for a reader, which may be slower than the server.</summary>
internal sealed class ReaderExchange(PlanKey key, object?[] values, WireConnection wire) : QueryExchange
{
    private readonly ParkingLot _progress = new("reader of rows");
    private RowPiece _piece = new();
    private bool _isDiscarding;

    internal override PlanKey Key => key;

    internal override object?[] Values => values;

    internal Column[] Columns => Plan?.Columns ?? [];

    internal bool HasRow => _piece.Count > 0;

    /// <summary>Gets whether the statement has ended and its rows were taken.</summary>
    internal bool IsRead => IsFinished && Error is null && Failure is null && _piece.Count == 0;

    /// <summary>Waits for a first row, or for the end.</summary>
    /// <param name="isWhole">Whether to wait for the whole result, as far as it fits one piece.</param>
    internal async Task WaitAsync(bool isWhole)
    {
        try
        {
            while (!IsFinished && (_piece.Count == 0 || (isWhole && !_piece.IsFull)))
                await _progress.ParkAsync("Read");
        }
        catch (ScopeCanceledException)
        {
            Abandon(wire);
            throw;
        }
    }

    /// <summary>Takes the rows of a statement that has ended.</summary>
    internal RowPiece TakeNow()
    {
        var piece = _piece;
        _piece = new RowPiece();
        return piece;
    }

    /// <summary>Takes the rows that have arrived; null: there are no more.</summary>
    internal async Task<RowPiece?> TakeAsync()
    {
        await WaitAsync(isWhole: false);
        ThrowIfFailed();
        if (_piece.Count == 0)
            return null;
        var piece = TakeNow();
        wire.Resume();
        return piece;
    }

    /// <summary>Drops the rows that will not be read.</summary>
    internal void Discard()
    {
        _isDiscarding = true;
        _piece = new RowPiece();
        wire.Resume();
    }

    protected override void ReadRow()
    {
        if (_isDiscarding)
            return;
        _piece.Add(Row.Content);
        if (_piece.IsFull)
            wire.Pause();
        _progress.UnparkAll();
    }

    protected override void OnFinished() => _progress.UnparkAll();
}
