using System.Data.Common;

namespace Rondo.Postgres;

/// <summary>The server sent something that the protocol does not allow. The connection is closed.</summary>
public sealed class PostgresProtocolException : DbException
{
    internal PostgresProtocolException(string message)
        : base(message)
    {
    }
}
