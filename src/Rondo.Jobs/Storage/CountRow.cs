namespace Rondo.Jobs;

internal sealed record CountRow(string Queue, string State, long Count);
