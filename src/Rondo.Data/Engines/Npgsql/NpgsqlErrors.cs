using System.Net.Sockets;
using Npgsql;

namespace Rondo.Data.Engines.Npgsql;

/// <summary>Tells Npgsql's errors in the words of <see cref="DatabaseException"/>.</summary>
internal static class NpgsqlErrors
{
    /// <summary>Returns the exception to throw instead; null for one that is none of the database's.</summary>
    internal static Exception? TryTranslate(Exception exception, string database, string? statement) => exception switch
    {
        PostgresException refused => Refused(refused, database, statement),
        NpgsqlException { InnerException: RowException row } => row,
        NpgsqlException broken => new DatabaseUnavailable($"The database {database} cannot be reached: {Reason(broken)}", cause: broken),
        SocketException broken => new DatabaseUnavailable($"The database {database} cannot be reached: {broken.Message}", cause: broken),
        _ => null,
    };

    /// <summary>
    /// Returns whether a kept statement does not fit a table that was changed since: it did nothing, and runs once it is prepared again.
    /// </summary>
    internal static bool IsStale(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: "RevalidateCachedQuery" };

    private static Exception Refused(PostgresException refused, string database, string? statement) => new PostgresRefusal(
        refused.SqlState, refused.MessageText, refused.Detail, refused.Hint, refused.ConstraintName ?? refused.ColumnName,
        refused.BatchCommand?.CommandText, refused)
        .ToException(database, statement);

    private static string Reason(NpgsqlException exception) =>
        exception.InnerException is { } cause ? $"{exception.Message}: {cause.Message}" : exception.Message;
}
