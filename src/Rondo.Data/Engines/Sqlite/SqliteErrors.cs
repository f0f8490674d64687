using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>Tells SQLite's errors in the words of <see cref="DatabaseException"/>.</summary>
internal static class SqliteErrors
{
    /// <summary>The key in an exception's data: the statement of a script that was at fault.</summary>
    internal const string Part = "Rondo.Data.Part";

    internal static bool IsBusy(SqliteException exception) => exception.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    internal static Exception Of(SqliteException exception, string database, string? statement)
    {
        var text = Detail(exception);
        var part = exception.Data[Part] as string;
        return exception.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY
                or raw.SQLITE_LOCKED =>
                new DatabaseUnavailable(
                    $"The database {database} is locked by another process, and stayed so for as long as the URL's timeout allows. {text}",
                    cause: exception),
            raw.SQLITE_CONSTRAINT => new DatabaseException(Kind(exception), $"{text}.", statement, Constraint(text), exception, part),
            raw.SQLITE_READONLY =>
                new DatabaseException(
                    DatabaseErrorKind.ReadOnly,
                    $"The database {database} cannot be written to: {text}. Check the permissions of the file and of its folder.",
                    statement, cause: exception),
            raw.SQLITE_FULL =>
                new DatabaseException(
                    DatabaseErrorKind.DiskFull,
                    $"The disk of the database {database} is full: {text}. Nothing of the statement is stored.", statement,
                    cause: exception),
            raw.SQLITE_CORRUPT =>
                new DatabaseException(
                    DatabaseErrorKind.Corrupted,
                    $"The database {database} is damaged: {text}. Restore it from a backup, or try the command .recover of "
                        + $"the sqlite3 shell.", statement, cause: exception),
            raw.SQLITE_NOTADB =>
                new DatabaseException(
                    DatabaseErrorKind.Corrupted,
                    $"The file {database} is no database of SQLite's: {text}. Choose another file.", cause: exception),
            raw.SQLITE_CANTOPEN =>
                new DatabaseException(
                    DatabaseErrorKind.AccessDenied,
                    $"The database {database} cannot be opened: {text}. Check that its folder exists and that this user may write there.",
                    cause: exception),
            _ => new DatabaseException(
                DatabaseErrorKind.Statement, $"SQLite refused the statement: {text}.", statement, cause: exception, part: part),
        };
    }

    private static DatabaseErrorKind Kind(SqliteException exception) => exception.SqliteExtendedErrorCode switch
    {
        raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY
            or raw.SQLITE_CONSTRAINT_ROWID => DatabaseErrorKind.UniqueViolation,
        raw.SQLITE_CONSTRAINT_FOREIGNKEY => DatabaseErrorKind.ForeignKeyViolation,
        raw.SQLITE_CONSTRAINT_NOTNULL => DatabaseErrorKind.NotNullViolation,
        raw.SQLITE_CONSTRAINT_CHECK or SqliteConstraintDatatype => DatabaseErrorKind.CheckViolation,
        _ => DatabaseErrorKind.Statement,
    };

    /// <summary>SQLITE_CONSTRAINT_DATATYPE, of STRICT tables; https://www.sqlite.org/rescode.html</summary>
    private const int SqliteConstraintDatatype = 3091;

    /// <summary>
    /// Returns SQLite's own words, which the exception has in quotes: <c>SQLite Error 19: 'UNIQUE constraint failed: a.b'.</c>
    /// </summary>
    private static string Detail(SqliteException exception)
    {
        var (first, last) = (exception.Message.IndexOf('\'', StringComparison.Ordinal), exception.Message.LastIndexOf('\''));
        return first >= 0 && last > first ? exception.Message[(first + 1)..last] : exception.Message;
    }

    private static string? Constraint(string text) =>
        text.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon ? text[(colon + 2)..] : null;
}
