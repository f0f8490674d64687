using System.Collections;
using System.Data.Common;

namespace Rondo.Postgres;

/// <summary>The values of a statement.</summary>
#pragma warning disable CA1010 // ADO.NET's collections are untyped
public sealed class PostgresParameterCollection : DbParameterCollection
#pragma warning restore CA1010
{
    private readonly List<PostgresParameter> _items = [];

    /// <inheritdoc/>
    public override int Count => _items.Count;

    /// <inheritdoc/>
    public override object SyncRoot => _items;

    /// <summary>Gets whether the statement names its parameters: @name; else it has $1, $2.</summary>
    internal bool HasNames => _items.Exists(static each => each.ParameterName.Length > 0);

    internal IReadOnlyList<PostgresParameter> Items => _items;

    /// <summary>Adds a value for $1, $2 and so on.</summary>
    /// <param name="value">The value; null stands for NULL.</param>
    public PostgresParameter AddValue(object? value) => AddWithValue("", value);

    /// <summary>Adds a value for @name.</summary>
    /// <param name="name">The name, with or without @.</param>
    /// <param name="value">The value; null stands for NULL.</param>
    public PostgresParameter AddWithValue(string name, object? value)
    {
        var parameter = new PostgresParameter(name, value);
        _items.Add(parameter);
        return parameter;
    }

    /// <inheritdoc/>
    public override int Add(object value)
    {
        _items.Add(Cast(value));
        return _items.Count - 1;
    }

    /// <inheritdoc/>
    public override void AddRange(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var each in values)
            _items.Add(Cast(each));
    }

    /// <inheritdoc/>
    public override void Clear() => _items.Clear();

    /// <inheritdoc/>
    public override bool Contains(object value) => value is PostgresParameter parameter && _items.Contains(parameter);

    /// <inheritdoc/>
    public override bool Contains(string value) => IndexOf(value) >= 0;

    /// <inheritdoc/>
    public override void CopyTo(Array array, int index) => ((ICollection)_items).CopyTo(array, index);

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => _items.GetEnumerator();

    /// <inheritdoc/>
    public override int IndexOf(object value) => value is PostgresParameter parameter ? _items.IndexOf(parameter) : -1;

    /// <inheritdoc/>
    public override int IndexOf(string parameterName)
    {
        ArgumentNullException.ThrowIfNull(parameterName);
        var name = parameterName is ['@' or ':' or '$', .. var rest] ? rest : parameterName;
        return _items.FindIndex(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public override void Insert(int index, object value) => _items.Insert(index, Cast(value));

    /// <inheritdoc/>
    public override void Remove(object value) => _items.Remove(Cast(value));

    /// <inheritdoc/>
    public override void RemoveAt(int index) => _items.RemoveAt(index);

    /// <inheritdoc/>
    public override void RemoveAt(string parameterName) => _items.RemoveAt(Find(parameterName));

    /// <inheritdoc/>
    protected override DbParameter GetParameter(int index) => _items[index];

    /// <inheritdoc/>
    protected override DbParameter GetParameter(string parameterName) => _items[Find(parameterName)];

    /// <inheritdoc/>
    protected override void SetParameter(int index, DbParameter value) => _items[index] = Cast(value);

    /// <inheritdoc/>
    protected override void SetParameter(string parameterName, DbParameter value) => _items[Find(parameterName)] = Cast(value);

    private static PostgresParameter Cast(object? value) => value as PostgresParameter ?? throw new InvalidCastException(
        $"The collection takes parameters of the type PostgresParameter, and the value is of the type "
            + $"{value?.GetType().ToString() ?? "null"}.");

    private int Find(string name) => IndexOf(name) is >= 0 and var index ? index
        : throw new ArgumentException($"The command has no parameter '{name}'. Add it.", nameof(name));
}
