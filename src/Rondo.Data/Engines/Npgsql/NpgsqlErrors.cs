using System.Net.Sockets;
using Npgsql;

namespace Rondo.Data;

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

    /// <summary>https://www.postgresql.org/docs/current/errcodes-appendix.html</summary>
    private static Exception Refused(PostgresException refused, string database, string? statement)
    {
        var text = refused.Detail is { Length: > 0 } detail && !detail.Contains("redacted", StringComparison.Ordinal)
            ? $"{refused.MessageText}. {detail}" : $"{refused.MessageText}.";
        if (refused.Hint is { Length: > 0 } hint)
            text = $"{text} {hint}";
        return refused.SqlState switch
        {
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
                new DatabaseUnavailable(
                    $"The transaction lost against another one of the database {database}: {text} Run it again, or set "
                        + $"TransactionOptions.Retries.", isConflict: true, refused),
            PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.LockNotAvailable =>
                new DatabaseUnavailable($"The database {database} refused the statement: {text}", cause: refused),
            PostgresErrorCodes.UniqueViolation => Violation(DatabaseErrorKind.UniqueViolation),
            PostgresErrorCodes.ForeignKeyViolation => Violation(DatabaseErrorKind.ForeignKeyViolation),
            PostgresErrorCodes.NotNullViolation => Violation(DatabaseErrorKind.NotNullViolation),
            PostgresErrorCodes.CheckViolation or PostgresErrorCodes.ExclusionViolation => Violation(DatabaseErrorKind.CheckViolation),
            PostgresErrorCodes.ReadOnlySqlTransaction => Error(DatabaseErrorKind.ReadOnly),
            PostgresErrorCodes.DiskFull => Error(DatabaseErrorKind.DiskFull),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => Error(DatabaseErrorKind.Corrupted),
            PostgresErrorCodes.InFailedSqlTransaction or PostgresErrorCodes.TransactionRollback => Error(DatabaseErrorKind.RolledBack),
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification
                or PostgresErrorCodes.InvalidCatalogName =>
                new DatabaseException(
                    DatabaseErrorKind.AccessDenied, $"The database {database} refused the connection: {text}", cause: refused),
            PostgresErrorCodes.InsufficientPrivilege => Error(DatabaseErrorKind.AccessDenied),
            _ => Error(DatabaseErrorKind.Statement),
        };

        DatabaseException Violation(DatabaseErrorKind kind) =>
            new(kind, text, statement, refused.ConstraintName ?? refused.ColumnName, refused, refused.BatchCommand?.CommandText);

        DatabaseException Error(DatabaseErrorKind kind) =>
            new(kind, $"PostgreSQL refused the statement ({refused.SqlState}): {text}", statement, cause: refused,
                part: refused.BatchCommand?.CommandText);
    }

    private static string Reason(NpgsqlException exception) =>
        exception.InnerException is { } cause ? $"{exception.Message}: {cause.Message}" : exception.Message;
}
