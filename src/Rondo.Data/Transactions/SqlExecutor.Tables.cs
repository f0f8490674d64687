namespace Rondo.Data;

/// <summary>Records with <c>[Table]</c>.</summary>
public abstract partial class SqlExecutor
{
    /// <summary>Stores a record.</summary>
    /// <typeparam name="T">A record with <c>[Table]</c>.</typeparam>
    /// <param name="row">The record. A key that the database gives is left out where it is 0.</param>
    /// <returns>The record as stored, with its key.</returns>
    /// <exception cref="DatabaseException">A constraint refused the record.</exception>
    public Task<T> InsertAsync<T>(T row) => OneAsync<T>(Table<T>.Insert(row));

    /// <summary>Returns the record of a key, or null if there is none.</summary>
    /// <typeparam name="T">A record with <c>[Table]</c>.</typeparam>
    /// <param name="key">The key.</param>
    public Task<T?> GetAsync<T>(object key)
        where T : class => FindAsync<T>(Table<T>.Get(key));

    /// <summary>Lists records in the order of their keys.</summary>
    /// <typeparam name="T">A record with <c>[Table]</c>.</typeparam>
    /// <param name="limit">The largest number of records.</param>
    /// <param name="after">The last key of the page before; null: the first page.</param>
    public Task<IReadOnlyList<T>> ListAsync<T>(int limit = 100, object? after = null) => QueryAsync<T>(Table<T>.List(limit, after));

    /// <summary>Replaces the record of the same key.</summary>
    /// <typeparam name="T">A record with <c>[Table]</c>.</typeparam>
    /// <param name="row">The record.</param>
    /// <returns>The record as stored, or null if there is none with its key.</returns>
    /// <exception cref="DatabaseException">A constraint refused the record.</exception>
    public Task<T?> UpdateAsync<T>(T row)
        where T : class => FindAsync<T>(Table<T>.Update(row));

    /// <summary>Removes the record of a key.</summary>
    /// <typeparam name="T">A record with <c>[Table]</c>.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="DatabaseException">Other rows refer to the record.</exception>
    public async Task<bool> DeleteAsync<T>(object key) => await ExecuteAsync(Table<T>.Delete(key)) > 0;
}
