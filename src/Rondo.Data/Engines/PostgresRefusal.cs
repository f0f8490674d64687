using Npgsql;

namespace Rondo.Data.Engines;

/// <summary>An error of PostgreSQL's, from whichever driver.</summary>
/// <param name="SqlState">The code: https://www.postgresql.org/docs/current/errcodes-appendix.html.</param>
/// <param name="Message">The message.</param>
/// <param name="Detail">The detail.</param>
/// <param name="Hint">The advice.</param>
/// <param name="Constraint">The name of the constraint, or of the column.</param>
/// <param name="Part">The statement of a script that was at fault.</param>
/// <param name="Cause">The driver's exception.</param>
internal sealed record PostgresRefusal(
    string SqlState, string Message, string? Detail, string? Hint, string? Constraint, string? Part, Exception Cause)
{
    private string Text
    {
        get
        {
            var text = Detail is { Length: > 0 } detail && !detail.Contains("redacted", StringComparison.Ordinal)
                ? $"{Message}. {detail}" : $"{Message}.";
            return Hint is { Length: > 0 } hint ? $"{text} {hint}" : text;
        }
    }

    /// <summary>Returns the exception to throw instead.</summary>
    internal Exception ToException(string database, string? statement)
    {
        return SqlState switch
        {
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
                new DatabaseUnavailable(
                    $"The transaction lost against another one of the database {database}: {Text} Run it again, or set "
                        + $"TransactionOptions.Retries.", isConflict: true, Cause),
            PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
                or PostgresErrorCodes.CannotConnectNow
                or PostgresErrorCodes.LockNotAvailable =>
                new DatabaseUnavailable($"The database {database} refused the statement: {Text}", cause: Cause),
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
                    DatabaseErrorKind.AccessDenied, $"The database {database} refused the connection: {Text}", cause: Cause),
            PostgresErrorCodes.InsufficientPrivilege => Error(DatabaseErrorKind.AccessDenied),
            _ => Error(DatabaseErrorKind.Statement),
        };

        DatabaseException Violation(DatabaseErrorKind kind) => new(kind, Text, statement, Constraint, Cause, Part);

        DatabaseException Error(DatabaseErrorKind kind) =>
            new(kind, $"PostgreSQL refused the statement ({SqlState}): {Text}", statement, cause: Cause, part: Part);
    }
}
