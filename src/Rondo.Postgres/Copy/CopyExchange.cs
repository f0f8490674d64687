using Rondo.Postgres.Connections;
using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Copy;

/// <summary>
/// A COPY of either direction, in the simple protocol: an error ends it without a Sync, and data that still arrives is ignored.
/// </summary>
/// <remarks>https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-COPY</remarks>
internal sealed class CopyExchange(string text, WireConnection wire) : Exchange
{
    private readonly ParkingLot _progress = new("copy");
    private RowPiece _piece = new();
    private bool _isDiscarding;

    /// <summary>Gets how the copy began: G for COPY FROM STDIN, H for COPY TO STDOUT; 0: not yet.</summary>
    internal char Kind { get; private set; }

    /// <summary>Gets the number of rows that were copied.</summary>
    internal long Rows { get; private set; }

    internal override void Write(MessageWriter writer)
    {
        writer.Begin('Q');
        writer.WriteZeroTerminated(text);
        writer.End();
    }

    internal override void HandleCopy(char type)
    {
        Kind = type;
        _progress.UnparkAll();
    }

    internal override void HandleCopyData(ReadOnlySpan<byte> data)
    {
        if (_isDiscarding || IsAbandoned)
            return;
        _piece.Add(data);
        if (_piece.IsFull)
            wire.Pause();
        _progress.UnparkAll();
    }

    internal override void HandleEnd(ReadOnlySpan<byte> tag) => Rows = CommandTag.Read(tag).Rows;

    /// <summary>Waits for the begin of the copy.</summary>
    internal async Task BeginAsync()
    {
        try
        {
            while (Kind == '\0' && !IsFinished)
                await _progress.ParkAsync("Copy");
        }
        catch (ScopeCanceledException)
        {
            Abandon(wire);
            throw;
        }

        ThrowIfFailed();
    }

    /// <summary>Takes the data that has arrived; null: there is no more.</summary>
    internal async Task<RowPiece?> TakeAsync()
    {
        try
        {
            while (_piece.Count == 0 && !IsFinished)
                await _progress.ParkAsync("Read");
        }
        catch (ScopeCanceledException)
        {
            Abandon(wire);
            throw;
        }

        ThrowIfFailed();
        if (_piece.Count == 0)
            return null;
        var piece = _piece;
        _piece = new RowPiece();
        wire.Resume();
        return piece;
    }

    /// <summary>Drops the data that will not be read.</summary>
    internal void Discard()
    {
        _isDiscarding = true;
        _piece = new RowPiece();
        wire.Resume();
    }

    protected override void OnFinished() => _progress.UnparkAll();
}
