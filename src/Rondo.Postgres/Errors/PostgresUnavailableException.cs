using System.Data.Common;

namespace Rondo.Postgres;

/// <summary>The server cannot be reached, the connection broke, or no connection was free in time.</summary>
public sealed class PostgresUnavailableException : DbException
{
    internal PostgresUnavailableException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <summary>Gets whether the server is fine, and all connections were in use for too long.</summary>
    public bool IsPoolExhausted { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
