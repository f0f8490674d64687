using System.Data;

namespace Rondo.Data;

/// <summary>Options of a transaction.</summary>
public sealed record TransactionOptions
{
    /// <summary>Gets how far the transaction is isolated from others.</summary>
    /// <value>Default: <see cref="IsolationLevel.Unspecified"/>, the database's own: read committed in PostgreSQL, serializable
    /// in SQLite, which has no other.</value>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.Unspecified;

    /// <summary>Gets whether the transaction only reads. Its statements see one snapshot; in SQLite it does not wait for writers.</summary>
    /// <value>Default: false.</value>
    public bool IsReadOnly { get; init; }

    /// <summary>
    /// Gets how often a transaction that lost against another (a serialization failure, a deadlock) is run again. Its function
    /// then runs from its start.
    /// </summary>
    /// <value>Default: 0. For <see cref="Database.TransactionAsync{T}(Func{Transaction, Task{T}}, TransactionOptions?)"/> only.</value>
    public int Retries { get; init; }
}
