using Rondo.Data.Statements;

namespace Rondo.Data.Engines;

/// <summary>The current time as a part of a statement, in milliseconds since 1970.</summary>
/// <remarks>
/// It is that of PostgreSQL's server, so that the clocks of several machines do not matter; SQLite's processes share a machine, and
/// its clock. Under a virtual clock it is the loop's.
/// </remarks>
internal static class DatabaseTime
{
    private static readonly Sql s_postgres = Sql.Raw("(extract(epoch FROM statement_timestamp()) * 1000)::bigint");

    internal static Sql Now(SqlDialect dialect, TimeProvider? clock = null) => (clock ?? EventLoop.TryCurrent?.Clock as VirtualClock) switch
    {
        { } given => $"{given.GetUtcNow().ToUnixTimeMilliseconds()}",
        null when dialect == SqlDialect.Postgres => s_postgres,
        null => $"{(EventLoop.TryCurrent?.Clock ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds()}",
    };
}
