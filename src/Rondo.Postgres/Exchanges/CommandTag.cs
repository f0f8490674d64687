using System.Buffers.Text;

namespace Rondo.Postgres.Exchanges;

/// <summary>Reads how a statement ended.</summary>
internal static class CommandTag
{
    /// <summary>Returns the number of rows, and whether the statement changed them.</summary>
    /// <param name="tag">The tag: <c>UPDATE 3</c>, <c>INSERT 0 1</c>, <c>SELECT 20</c>, <c>CREATE TABLE</c>.</param>
    internal static (long Rows, bool IsChange) Read(ReadOnlySpan<byte> tag)
    {
        var text = tag.TrimEnd((byte)0);
        var isChange = text.StartsWith("INSERT"u8) || text.StartsWith("UPDATE"u8) || text.StartsWith("DELETE"u8)
            || text.StartsWith("MERGE"u8);
        return (Utf8Parser.TryParse(text[(text.LastIndexOf((byte)' ') + 1)..], out long count, out _) ? count : 0, isChange);
    }
}
