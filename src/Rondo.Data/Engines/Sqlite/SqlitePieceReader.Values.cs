namespace Rondo.Data.Engines.Sqlite;

/// <summary>Values, converted as <see cref="Microsoft.Data.Sqlite.SqliteDataReader"/> converts them.</summary>
internal sealed partial class SqlitePieceReader
{
    public override bool IsDBNull(int ordinal) => Row[ordinal] is DBNull;

    public override object GetValue(int ordinal) => Row[ordinal];

    public override int GetValues(object[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var count = Math.Min(values.Length, FieldCount);
        Array.Copy(Row, values, count);
        return count;
    }

    public override bool GetBoolean(int ordinal) => GetInt64(ordinal) != 0;

    public override byte GetByte(int ordinal) => checked((byte)GetInt64(ordinal));

    public override short GetInt16(int ordinal) => checked((short)GetInt64(ordinal));

    public override int GetInt32(int ordinal) => checked((int)GetInt64(ordinal));

    public override long GetInt64(int ordinal) => SqliteConversions.ToInt64(NotNull(ordinal));

    public override float GetFloat(int ordinal) => (float)GetDouble(ordinal);

    public override double GetDouble(int ordinal) => SqliteConversions.ToDouble(NotNull(ordinal));

    public override decimal GetDecimal(int ordinal) => SqliteConversions.ToDecimal(NotNull(ordinal));

    public override string GetString(int ordinal) => SqliteConversions.ToText(NotNull(ordinal));

    public override char GetChar(int ordinal) => SqliteConversions.ToChar(NotNull(ordinal));

    public override Guid GetGuid(int ordinal) => SqliteConversions.ToGuid(NotNull(ordinal));

    public override DateTime GetDateTime(int ordinal) => SqliteConversions.ToDateTime(NotNull(ordinal));

    public override T GetFieldValue<T>(int ordinal) => typeof(T) == typeof(object) || typeof(T) == typeof(DBNull)
        ? (T)Row[ordinal]
        : SqliteConversions.To<T>(NotNull(ordinal));

    public override Stream GetStream(int ordinal) => new MemoryStream(SqliteConversions.ToBlob(NotNull(ordinal)), writable: false);

    public override TextReader GetTextReader(int ordinal) => new StringReader(GetString(ordinal));

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        Copy(SqliteConversions.ToBlob(NotNull(ordinal)), dataOffset, buffer, bufferOffset, length);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        Copy(GetString(ordinal).ToCharArray(), dataOffset, buffer, bufferOffset, length);

    private static long Copy<T>(T[] value, long offset, T[]? buffer, int bufferOffset, int length)
    {
        if (buffer is null)
            return value.Length;
        var count = (int)Math.Clamp(value.Length - offset, 0, length);
        Array.Copy(value, offset, buffer, bufferOffset, count);
        return count;
    }

    private object NotNull(int ordinal) => Row[ordinal] is var value and not DBNull
        ? value
        : throw new InvalidOperationException(
            $"The column '{_columns[ordinal].Name}' is NULL. Check with IsDBNull first, or read a nullable type.");
}
