using Rondo.Postgres.Ado;
using Rondo.Postgres.Wire;

#pragma warning disable CA2201 // the exception that ADO.NET prescribes for an unknown column

namespace Rondo.Postgres;

/// <summary>Values.</summary>
public sealed partial class PostgresDataReader
{
    private Dictionary<string, int>? _ordinals;

    /// <inheritdoc/>
    public override int FieldCount => _columns.Length;

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <inheritdoc/>
    public override string GetName(int ordinal) => ColumnAt(ordinal).Name;

    /// <inheritdoc/>
    public override int GetOrdinal(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_columns[i].Name == name)
                return i;
        }

        if (_ordinals is null)
        {
            _ordinals = new(StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < _columns.Length; i++)
                _ordinals.TryAdd(_columns[i].Name, i);
        }

        return _ordinals.TryGetValue(name, out var ordinal) ? ordinal
            : throw new IndexOutOfRangeException($"The result has no column '{name}'.");
    }

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => Row(ordinal).IsNull(ordinal);

    /// <inheritdoc/>
    public override object GetValue(int ordinal) =>
        Row(ordinal).IsNull(ordinal) ? DBNull.Value : Cell.Box(_columns[ordinal], _row[ordinal]);

    /// <inheritdoc/>
    public override int GetValues(object[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var count = Math.Min(values.Length, _columns.Length);
        for (var i = 0; i < count; i++)
            values[i] = GetValue(i);
        return count;
    }

    /// <inheritdoc/>
    public override T GetFieldValue<T>(int ordinal)
    {
        if (!Row(ordinal).IsNull(ordinal))
            return Cell.Read<T>(_columns[ordinal], _row[ordinal]);
        return typeof(T) == typeof(object) || typeof(T) == typeof(DBNull) ? (T)(object)DBNull.Value
            : default(T) is null && typeof(T).IsValueType ? default!
            : throw new InvalidCastException($"The column '{_columns[ordinal].Name}' is NULL. Ask IsDBNull, or read a nullable type.");
    }

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => GetFieldValue<bool>(ordinal);

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => GetFieldValue<byte>(ordinal);

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => GetFieldValue<char>(ordinal);

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => GetFieldValue<short>(ordinal);

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => GetFieldValue<int>(ordinal);

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => GetFieldValue<long>(ordinal);

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => GetFieldValue<float>(ordinal);

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => GetFieldValue<double>(ordinal);

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => GetFieldValue<decimal>(ordinal);

    /// <inheritdoc/>
    public override string GetString(int ordinal) => GetFieldValue<string>(ordinal);

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => GetFieldValue<Guid>(ordinal);

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => GetFieldValue<DateTime>(ordinal);

    /// <inheritdoc/>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length)
    {
        var bytes = Row(ordinal).IsNull(ordinal)
            ? throw new InvalidCastException($"The column '{_columns[ordinal].Name}' is NULL.") : _row[ordinal];
        return Copy(bytes, dataOffset, buffer, bufferOffset, length);
    }

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        Copy(GetString(ordinal).AsSpan(), dataOffset, buffer, bufferOffset, length);

    /// <inheritdoc/>
    public override Stream GetStream(int ordinal) => GetFieldValue<Stream>(ordinal);

    /// <inheritdoc/>
    public override TextReader GetTextReader(int ordinal) => new StringReader(GetString(ordinal));

    private static long Copy<T>(ReadOnlySpan<T> source, long offset, T[]? buffer, int bufferOffset, int length)
    {
        if (buffer is null)
            return source.Length;
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset >= source.Length)
            return 0;
        var rest = source[(int)offset..];
        var count = Math.Min(length, rest.Length);
        rest[..count].CopyTo(buffer.AsSpan(bufferOffset));
        return count;
    }

    private Column ColumnAt(int ordinal) => (uint)ordinal < (uint)_columns.Length ? _columns[ordinal]
        : throw new IndexOutOfRangeException($"The result has {_columns.Length} columns, and column {ordinal} was asked for.");

    private DataRow Row(int ordinal)
    {
        ColumnAt(ordinal);
        return _isAtRow ? _row
            : throw new InvalidOperationException("The reader is at no row: await ReadAsync first, and stop when it returns false.");
    }
}
