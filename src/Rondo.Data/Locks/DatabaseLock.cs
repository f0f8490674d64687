namespace Rondo.Data;

/// <summary>A lock that a function holds over all processes of a database (<c>Database.LockAsync</c>).</summary>
public sealed class DatabaseLock
{
    internal DatabaseLock(string name, long token) => (Name, Token) = (name, token);

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets a number that is larger than those of all earlier holders of the name.</summary>
    /// <remarks>
    /// Store it with each write that the lock protects, and refuse a write with a smaller number. Only that stops a holder whose
    /// process was paused for longer than its lease, and continues before it has noticed.
    /// </remarks>
    public long Token { get; }
}
