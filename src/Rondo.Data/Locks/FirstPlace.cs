namespace Rondo.Data;

/// <summary>The first place of a lock's line, whose owner holds the lock.</summary>
internal sealed record FirstPlace(long Token, long LeaseUntil, long Now);
