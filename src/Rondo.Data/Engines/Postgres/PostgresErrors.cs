using Rondo.Postgres;

namespace Rondo.Data.Engines.Postgres;

/// <summary>Tells the errors of Rondo.Postgres in the words of <see cref="DatabaseException"/>.</summary>
internal static class PostgresErrors
{
    /// <summary>Returns the exception to throw instead; null for one that is none of the database's.</summary>
    internal static Exception? TryTranslate(Exception exception, string database, string? statement) => exception switch
    {
        PostgresException refused => new PostgresRefusal(
            refused.SqlState, refused.MessageText, refused.Detail, refused.Hint,
            refused.ConstraintName ?? refused.ColumnName, refused.Part, refused)
            .ToException(database, statement),
        PostgresUnavailableException { IsPoolExhausted: true } => new DatabaseUnavailable(exception.Message, cause: exception),
        PostgresUnavailableException
            or PostgresProtocolException =>
            new DatabaseUnavailable($"The database {database} cannot be reached: {exception.Message}", cause: exception),
        _ => null,
    };
}
