using System.Globalization;
using System.Numerics;
using Rondo.Data.Rows;
using SQLitePCL;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>The current row of a statement of SQLite's. The value decides, not the column: SQLite stores any value in any column.</summary>
/// <remarks>Conversions lose nothing: SQLite's own would read the text <c>seven</c> as the integer 0.</remarks>
internal sealed class SqliteRow(sqlite3_stmt statement, string text) : Row
{
    internal override string Statement => text;

    internal override bool IsNullAt(int ordinal) => KindAt(ordinal) == raw.SQLITE_NULL;

    internal override bool BooleanAt(int ordinal) => Int64At(ordinal, typeof(bool)) switch
    {
        0 => false,
        1 => true,
        _ => throw Mismatch(ordinal, typeof(bool)),
    };

    internal override long Int64At(int ordinal, Type wanted) => KindAt(ordinal) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, ordinal),
        raw.SQLITE_FLOAT
            when raw.sqlite3_column_double(statement, ordinal) is var real
            && real is >= -9.2233720368547758E18 and < 9.2233720368547758E18 && double.IsInteger(real) => (long)real,
        _ => throw Mismatch(ordinal, wanted),
    };

    internal override BigInteger IntegerAt(int ordinal, Type wanted) => KindAt(ordinal) == raw.SQLITE_TEXT
        ? BigInteger.TryParse(Text(ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value : throw Mismatch(ordinal, wanted)
        : Int64At(ordinal, wanted);

    internal override double DoubleAt(int ordinal, Type wanted) => KindAt(ordinal) is raw.SQLITE_FLOAT or raw.SQLITE_INTEGER
        ? raw.sqlite3_column_double(statement, ordinal)
        : throw Mismatch(ordinal, wanted);

    internal override decimal DecimalAt(int ordinal)
    {
        switch (KindAt(ordinal))
        {
            case raw.SQLITE_INTEGER:
                return raw.sqlite3_column_int64(statement, ordinal);
            case raw.SQLITE_FLOAT:
                var real = raw.sqlite3_column_double(statement, ordinal);
                return Math.Abs(real) < 7.9E28 ? (decimal)real : throw Mismatch(ordinal, typeof(decimal));
            case raw.SQLITE_TEXT
                when decimal.TryParse(
                    Text(ordinal), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out var value):
                return value;
            default:
                throw Mismatch(ordinal, typeof(decimal));
        }
    }

    internal override string TextAt(int ordinal, Type wanted) =>
        KindAt(ordinal) == raw.SQLITE_TEXT ? Text(ordinal) : throw Mismatch(ordinal, wanted);

    internal override byte[] BytesAt(int ordinal) =>
        KindAt(ordinal) == raw.SQLITE_BLOB ? raw.sqlite3_column_blob(statement, ordinal).ToArray()
        : throw Mismatch(ordinal, typeof(byte[]));

    internal override Guid GuidAt(int ordinal) => KindAt(ordinal) switch
    {
        raw.SQLITE_TEXT when Guid.TryParse(Text(ordinal), CultureInfo.InvariantCulture, out var id) => id,
        raw.SQLITE_BLOB when raw.sqlite3_column_blob(statement, ordinal) is { Length: 16 } bytes => new Guid(bytes),
        _ => throw Mismatch(ordinal, typeof(Guid)),
    };

    internal override DateTimeOffset TimestampAt(int ordinal, Type wanted) =>
        KindAt(ordinal) == raw.SQLITE_TEXT && SqliteTexts.TryParse(Text(ordinal), out var time) ? time : throw Mismatch(ordinal, wanted);

    internal override DateOnly DateAt(int ordinal) =>
        KindAt(ordinal) == raw.SQLITE_TEXT
        && DateOnly.TryParseExact(Text(ordinal), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : throw Mismatch(ordinal, typeof(DateOnly));

    internal override TimeOnly TimeAt(int ordinal) =>
        KindAt(ordinal) == raw.SQLITE_TEXT
        && TimeOnly.TryParseExact(
            Text(ordinal), ["HH:mm:ss.FFFFFFF", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time : throw Mismatch(ordinal, typeof(TimeOnly));

    internal override TimeSpan DurationAt(int ordinal) =>
        KindAt(ordinal) == raw.SQLITE_TEXT && TimeSpan.TryParseExact(Text(ordinal), "c", CultureInfo.InvariantCulture, out var duration)
            ? duration : throw Mismatch(ordinal, typeof(TimeSpan));

    internal override bool TryArrayAt<T>(int ordinal, out T array)
    {
        array = default!;
        return false;
    }

    internal override string ColumnName(int ordinal) => raw.sqlite3_column_name(statement, ordinal).utf8_to_string();

    internal override string TypeName(int ordinal) => KindAt(ordinal) switch
    {
        raw.SQLITE_INTEGER => "INTEGER",
        raw.SQLITE_FLOAT => "REAL",
        raw.SQLITE_TEXT => "TEXT",
        raw.SQLITE_BLOB => "BLOB",
        _ => "NULL",
    };

    internal override string ValueText(int ordinal) => KindAt(ordinal) switch
    {
        raw.SQLITE_NULL => "NULL",
        raw.SQLITE_BLOB => $"of {raw.sqlite3_column_bytes(statement, ordinal)} bytes",
        raw.SQLITE_TEXT => Texts.Quoted(Text(ordinal)),
        _ => Text(ordinal),
    };

    private int KindAt(int ordinal) => raw.sqlite3_column_type(statement, ordinal);

    private string Text(int ordinal) => raw.sqlite3_column_text(statement, ordinal).utf8_to_string();
}
