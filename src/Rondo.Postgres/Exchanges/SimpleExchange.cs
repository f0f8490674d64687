using System.Text;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Exchanges;

/// <summary>A command without parameters, such as BEGIN, in one message.</summary>
internal sealed class SimpleExchange(string text) : Exchange
{
    private int _columns;

    /// <summary>Gets the tag of the last statement.</summary>
    internal string Tag { get; private set; } = "";

    /// <summary>Gets the first value of the last row, as text.</summary>
    internal string? FirstValue { get; private set; }

    internal override void Write(MessageWriter writer)
    {
        writer.Begin('Q');
        writer.WriteZeroTerminated(text);
        writer.End();
    }

    internal override void HandleColumns(ReadOnlySpan<byte> message) => _columns = new FieldReader(message).ReadUInt16();

    internal override void HandleRow(byte[] bytes, int start, int length)
    {
        var row = new DataRow();
        row.Set(bytes, start, length, _columns);
        FirstValue = row.Count > 0 && !row.IsNull(0) ? Encoding.UTF8.GetString(row[0]) : null;
    }

    internal override void HandleEnd(ReadOnlySpan<byte> tag) => Tag = Encoding.UTF8.GetString(tag.TrimEnd((byte)0));
}
