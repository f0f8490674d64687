using System.Globalization;
using Rondo.Data.Rows;

namespace Rondo.Data;

/// <summary>
/// Writes the statements of a record with <c>[Table]</c>, which may be read (<c>ToString()</c>), combined with others, and run.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <remarks>
/// A column has the name of <c>[Column]</c>, else the member's in lower case with underscores (<c>CreatedAt</c> is
/// <c>created_at</c>). The key is the member with <c>[Key]</c>, else <c>Id</c>;
/// an integer key is given by the database unless <c>[DatabaseGenerated(DatabaseGeneratedOption.None)]</c> says otherwise.
/// </remarks>
public static class Table<T>
{
    private static TableMap<T> Map => TableMap<T>.Registered
        ?? throw new InvalidOperationException($"{TypeNames.Of(typeof(T))} has no table. Mark the record with [Table(\"name\")].");

    /// <summary>Returns the statement that stores a record and returns it as stored.</summary>
    /// <param name="row">The record. A key that the database gives is left out where it is 0.</param>
    public static Sql Insert(T row)
    {
        var map = Map;
        var columns = Indexes(map).Where(column => column != map.Key || !map.IsKeyGenerated || !IsZero(map.Value(row, column))).ToList();
        if (columns.Count == 0)
            return $"INSERT INTO {map.Table} DEFAULT VALUES RETURNING {map.All}";
        var names = Sql.Join(", ", columns.Select(column => map.Columns[column]));
        var values = Sql.Join(", ", columns.Select(column => Value(map, row, column)));
        return $"INSERT INTO {map.Table} ({names}) VALUES ({values}) RETURNING {map.All}";
    }

    /// <summary>Returns the statement that finds the record of a key.</summary>
    /// <param name="key">The key.</param>
    public static Sql Get(object key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var map = Map;
        return $"SELECT {map.All} FROM {map.Table} WHERE {map.Columns[map.Key]} = {key}";
    }

    /// <summary>
    /// Returns the statement that lists records in the order of their keys (keyset paging: the next page begins behind the last
    /// key of this one).
    /// </summary>
    /// <param name="limit">The largest number of records.</param>
    /// <param name="after">The key behind which the list begins; null: at the first.</param>
    public static Sql List(int limit, object? after = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var map = Map;
        var key = map.Columns[map.Key];
        Sql where = after is null ? Sql.Empty : $" WHERE {key} > {after}";
        return $"SELECT {map.All} FROM {map.Table}{where} ORDER BY {key} LIMIT {Sql.Raw(limit.ToString(CultureInfo.InvariantCulture))}";
    }

    /// <summary>Returns the statement that replaces the record of the same key and returns it as stored.</summary>
    /// <param name="row">The record.</param>
    public static Sql Update(T row)
    {
        var map = Map;
        var changed = map.Columns.Length == 1 ? [map.Key] : Indexes(map).Where(column => column != map.Key); // a key alone is set to itself
        var changes = Sql.Join(", ", changed.Select(column => (Sql)$"{map.Columns[column]} = {Value(map, row, column)}"));
        return $"UPDATE {map.Table} SET {changes} WHERE {map.Columns[map.Key]} = {Value(map, row, map.Key)} RETURNING {map.All}";
    }

    /// <summary>Returns the statement that removes the record of a key.</summary>
    /// <param name="key">The key.</param>
    public static Sql Delete(object key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var map = Map;
        return $"DELETE FROM {map.Table} WHERE {map.Columns[map.Key]} = {key}";
    }

    private static IEnumerable<int> Indexes(TableMap<T> map) => Enumerable.Range(0, map.Columns.Length);

    private static Sql Value(TableMap<T> map, T row, int column) =>
        map.Value(row, column) is var value && value is Sql document ? document : $"{value}";

    private static bool IsZero(object? key) =>
        key is null || (key is IConvertible number && number.ToDecimal(CultureInfo.InvariantCulture) == 0);
}
