namespace Rondo.Jobs.Storage;

internal sealed record CountRow(string Queue, string State, long Count);
