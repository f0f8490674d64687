namespace Rondo.Data;

/// <summary>A database refused a statement.</summary>
/// <remarks>
/// The same kinds for every database. The exception of the database's driver, with all of its details, is the
/// <see cref="Exception.InnerException"/>. A database that
/// cannot be reached now and may be later is <see cref="DatabaseUnavailable"/> instead.
/// </remarks>
public sealed class DatabaseException : Exception
{
    internal DatabaseException(
        DatabaseErrorKind kind, string message, string? statement = null, string? constraint = null,
        Exception? cause = null, string? part = null)
        : base(statement is null ? message : $"{message} Statement: {RowException.Shortened(statement)}", cause) =>
        (Kind, Statement, Constraint, Reason, Part) = (kind, statement, constraint, message, part);

    /// <summary>Gets the kind of the error.</summary>
    public DatabaseErrorKind Kind { get; }

    /// <summary>Gets the statement's text, without values; null if none was at fault.</summary>
    public string? Statement { get; }

    /// <summary>Gets the name of the constraint, or the columns where the database names only those; null for other kinds.</summary>
    public string? Constraint { get; }

    /// <summary>Gets the message without the statement.</summary>
    internal string Reason { get; }

    /// <summary>Gets the statement of a script that was at fault.</summary>
    internal string? Part { get; }
}
