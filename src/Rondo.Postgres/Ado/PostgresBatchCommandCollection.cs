using System.Data.Common;

namespace Rondo.Postgres;

/// <summary>The statements of a batch.</summary>
public sealed class PostgresBatchCommandCollection : DbBatchCommandCollection
{
    private readonly List<PostgresBatchCommand> _items = [];

    /// <inheritdoc/>
    public override int Count => _items.Count;

    /// <inheritdoc/>
    public override bool IsReadOnly => false;

    internal IReadOnlyList<PostgresBatchCommand> Items => _items;

    /// <inheritdoc/>
    public override void Add(DbBatchCommand item) => _items.Add(Cast(item));

    /// <inheritdoc/>
    public override void Clear() => _items.Clear();

    /// <inheritdoc/>
    public override bool Contains(DbBatchCommand item) => _items.Contains(Cast(item));

    /// <inheritdoc/>
    public override void CopyTo(DbBatchCommand[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        foreach (var each in _items)
            array[arrayIndex++] = each;
    }

    /// <inheritdoc/>
    public override IEnumerator<DbBatchCommand> GetEnumerator() => _items.GetEnumerator();

    /// <inheritdoc/>
    public override int IndexOf(DbBatchCommand item) => _items.IndexOf(Cast(item));

    /// <inheritdoc/>
    public override void Insert(int index, DbBatchCommand item) => _items.Insert(index, Cast(item));

    /// <inheritdoc/>
    public override bool Remove(DbBatchCommand item) => _items.Remove(Cast(item));

    /// <inheritdoc/>
    public override void RemoveAt(int index) => _items.RemoveAt(index);

    /// <inheritdoc/>
    protected override DbBatchCommand GetBatchCommand(int index) => _items[index];

    /// <inheritdoc/>
    protected override void SetBatchCommand(int index, DbBatchCommand batchCommand) => _items[index] = Cast(batchCommand);

    private static PostgresBatchCommand Cast(DbBatchCommand item) => item as PostgresBatchCommand ?? throw new InvalidCastException(
        $"The batch takes commands of the type PostgresBatchCommand, and the value is of the type {item?.GetType().ToString() ?? "null"}.");
}
