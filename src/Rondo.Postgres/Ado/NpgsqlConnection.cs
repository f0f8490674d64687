namespace Rondo.Postgres.Ado;

/// <summary>
/// The connection under a name by which Dapper and its like recognise PostgreSQL: Dapper passes lists as arrays, for <c>= ANY(@ids)</c>,
/// to connections whose class has this name, whichever its namespace.
/// </summary>
internal sealed class NpgsqlConnection(PostgresDataSource? source) : PostgresConnection(source);
