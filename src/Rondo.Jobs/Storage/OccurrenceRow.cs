namespace Rondo.Jobs.Storage;

internal sealed record OccurrenceRow(long Id, string Name, long RunAt)
{
    internal DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(RunAt);
}
