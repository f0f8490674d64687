namespace Rondo.Jobs.Storage;

/// <summary>A job whose process vanished.</summary>
internal sealed record RescuedRow(long Id, string Name, string State, int Attempt, long RunAt);
