using System.Text;

namespace Rondo.Postgres.Types;

/// <summary>Arrays in text: <c>{1,"a b",NULL}</c>, <c>[0:1]={{1,2},{3,4}}</c>.</summary>
/// <remarks>https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO</remarks>
internal static class ArrayText
{
    /// <summary>Returns the elements in order, null for NULL.</summary>
    /// <param name="text">The array.</param>
    /// <param name="lengths">The number of elements in each dimension; empty for an empty array.</param>
    /// <exception cref="PostgresProtocolException">The text is no array.</exception>
    internal static List<byte[]?> Parse(ReadOnlySpan<byte> text, out int[] lengths)
    {
        List<byte[]?> items = [];
        var counts = new int[ArrayValue.MostDimensions + 1];
        var (depth, deepest, at) = (0, 0, 0);
        if (text is [(byte)'[', ..])
            at = text.IndexOf((byte)'=') + 1; // behind the first indexes
        do
        {
            if (at >= text.Length)
                throw Damaged(text);
            switch (text[at])
            {
                case (byte)'{' when depth < ArrayValue.MostDimensions:
                    counts[depth++]++;
                    deepest = Math.Max(deepest, depth);
                    at++;
                    break;
                case (byte)'}':
                    depth--;
                    at++;
                    break;
                case (byte)',':
                    at++;
                    break;
                default:
                    counts[depth]++;
                    items.Add(Item(text, ref at));
                    break;
            }
        }
        while (depth > 0);

        // The counts are those of the whole array: of all groups of a dimension.
        lengths = new int[items.Count == 0 ? 0 : deepest];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = counts[i + 1] / counts[i];
        return items;
    }

    /// <summary>Reads an element and stops behind it.</summary>
    private static byte[]? Item(ReadOnlySpan<byte> text, ref int at)
    {
        List<byte> item = [];
        var (isQuoted, isOpen, isEscaped) = (false, false, false);
        for (; ; at++)
        {
            if (at >= text.Length)
                throw Damaged(text);
            var each = text[at];
            if (each == (byte)'\\')
            {
                item.Add(text[++at < text.Length ? at : throw Damaged(text)]);
                isEscaped = true;
            }
            else if (each == (byte)'"')
            {
                (isQuoted, isOpen) = (true, !isOpen);
            }
            else if (!isOpen && each is (byte)',' or (byte)'}')
            {
                return !isQuoted && !isEscaped && item is [(byte)'N', (byte)'U', (byte)'L', (byte)'L'] ? null : [.. item];
            }
            else
            {
                item.Add(each);
            }
        }
    }

    private static PostgresProtocolException Damaged(ReadOnlySpan<byte> text) =>
        new($"The array {Encoding.UTF8.GetString(text)} cannot be read. The stream from the server is damaged.");
}
