namespace Rondo.Jobs.Storage;

/// <summary>A queue and the name of a job that may run.</summary>
internal sealed record ReadyRow(string Queue, string Name);
