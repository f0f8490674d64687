using System.Text.Json;
using Rondo.Data.Statements;
using Rondo.Postgres.Connections;

namespace Rondo.Data.Engines.Postgres;

/// <summary>
/// A statement whose rows are taken while more arrive. A slow reader makes the connection stop reading, and so the server wait.
/// </summary>
internal sealed class StreamExchange<T>(SqlText sql, RowReader<T> reader, JsonSerializerOptions json, WireConnection connection)
    : RowsExchange<T>(sql, reader, int.MaxValue, json)
{
    private const int Piece = 256;

    private readonly ParkingLot _progress = new("stream of rows");

    /// <summary>Waits for rows.</summary>
    /// <returns>The rows that have arrived; null: there are no more.</returns>
    internal async ValueTask<List<T>?> TakeAsync()
    {
        while (Rows.Count == 0 && !IsFinished)
            await _progress.ParkAsync();
        if (Rows.Count == 0)
            return null;
        var piece = TakeRows();
        connection.Resume();
        return piece;
    }

    protected override void Add(T value)
    {
        base.Add(value);
        if (Rows.Count == Piece)
            connection.Pause();
        _progress.Unpark();
    }

    protected override void OnFinished()
    {
        base.OnFinished();
        _progress.UnparkAll();
    }
}
