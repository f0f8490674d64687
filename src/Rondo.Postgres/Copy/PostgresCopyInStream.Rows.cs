using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres;

/// <summary>Rows in binary form: https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format".</summary>
public sealed partial class PostgresCopyInStream
{
    /// <summary>The signature, no flags, and no extension.</summary>
    private static readonly byte[] s_header = [.. "PGCOPY\n"u8, 0xff, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0];

    private MessageWriter? _row;

    /// <summary>Sends a row of <c>COPY ... FROM STDIN (FORMAT binary)</c>.</summary>
    /// <param name="values">
    /// A value for each column, of exactly its type: a long for bigint, an int for integer, a DateTime for timestamp and timestamptz.
    /// </param>
    /// <exception cref="ArgumentException">No type of PostgreSQL's fits a value.</exception>
    public ValueTask WriteRowAsync(params ReadOnlySpan<object?> values)
    {
        var writer = _row ?? new MessageWriter();
        writer.Clear();
        if (_row is null)
            writer.WriteBytes(s_header);
        _row = writer;
        writer.WriteInt16(checked((short)values.Length));
        foreach (var value in values)
        {
            _ = ParameterValue.TypeOf(value);
            ParameterValue.Write(writer, value);
        }

        return WriteAsync(writer.Written, CancelScope.CurrentToken);
    }

    private ValueTask EndRowsAsync(CancellationToken token)
    {
        if (_row is null)
            return default;
        _row.Clear();
        _row.WriteInt16(-1);
        return WriteAsync(_row.Written, token);
    }
}
