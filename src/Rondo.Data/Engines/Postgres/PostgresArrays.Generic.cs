namespace Rondo.Data.Engines.Postgres;

/// <summary>Reads an array of PostgreSQL's into one type; see <see cref="PostgresArrays"/>.</summary>
internal static class PostgresArrays<T>
{
    /// <summary>Gets the function; null for a type that is no list of scalars.</summary>
    internal static PostgresArrayReader<T>? Read { get; } = (PostgresArrayReader<T>?)PostgresArrays.Of(typeof(T));
}
