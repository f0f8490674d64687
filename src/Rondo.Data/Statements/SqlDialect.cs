namespace Rondo.Data.Statements;

/// <summary>Names the SQL that a database understands.</summary>
internal enum SqlDialect
{
    /// <summary>SQLite's: parameters are <c>?1</c>.</summary>
    Sqlite,

    /// <summary>PostgreSQL's: parameters are <c>$1</c>.</summary>
    Postgres,
}
