namespace Rondo.Nats.Kills;

/// <summary>The messages of a process: 1, 2, 3 and so on.</summary>
internal sealed record Number(string From, int Value);
