using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Shop.Data;

/// <summary>
/// Returns 409 to a request that lost against another one. The database decides, since a check before the write would be too early.
/// </summary>
internal static class Conflicts
{
    private const int SqliteUniqueViolation = 2067;

    internal static void MapConflicts(this RondoApp app) => app.OnError<DbUpdateException>(static failure => failure switch
    {
        DbUpdateConcurrencyException => new Conflict("Another request changed it first. Read it again, and repeat the change."),
        { InnerException: SqliteException { SqliteExtendedErrorCode: SqliteUniqueViolation } } => NameIsTaken(),
        { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } } => NameIsTaken(),
        _ => null,
    });

    private static Conflict NameIsTaken() => new("The name is taken. Choose another one.");
}
