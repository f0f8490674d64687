using System.Net.NetworkInformation;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Types;

/// <summary>The binary form of arrays of any number of dimensions.</summary>
/// <remarks>https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/arrayfuncs.c, array_recv.</remarks>
internal static class ArrayValue
{
    internal const int MostDimensions = 6;

    /// <summary>PostgreSQL's own limit of a value is a gigabyte, of which each element takes at least four bytes.</summary>
    private const int MostElements = 0x1000_0000;

    internal static uint TypeOf(Array array) => PostgresType.Find(ElementOf(array))!.ArrayOid;

    internal static void Write(MessageWriter writer, Array array)
    {
        var hasNull = false;
        foreach (var each in array)
            hasNull |= each is null;
        writer.WriteInt32(array.Length == 0 ? 0 : array.Rank);
        writer.WriteInt32(hasNull ? 1 : 0);
        writer.WriteUInt32(ElementOf(array));
        if (array.Length == 0)
            return;
        for (var i = 0; i < array.Rank; i++)
        {
            writer.WriteInt32(array.GetLength(i));
            writer.WriteInt32(1); // the first index
        }

        foreach (var each in array)
            ParameterValue.Write(writer, each);
    }

    /// <summary>Returns whether a column has arrays. Those of types that users created are known by their text.</summary>
    internal static bool IsArray(Column column, ReadOnlySpan<byte> bytes) => PostgresType.FindElement(column.Type) is not null
        || (column is { IsBinary: false, Type: >= Oid.FirstOfUsers } && bytes is [(byte)'{' or (byte)'[', ..]);

    /// <summary>Reads an array of one dimension.</summary>
    /// <exception cref="InvalidCastException">It has more dimensions, or an element is NULL and its type has no null.</exception>
    internal static T[] ReadVector<T>(Column column, ReadOnlySpan<byte> bytes, CellReader<T> read)
    {
        var items = ReadAll(column, bytes, read, out var lengths);
        return lengths.Length <= 1 ? items : throw WrongRank(lengths.Length, 1);
    }

    /// <summary>Reads the elements of an array, the last dimension first.</summary>
    /// <param name="column">The column.</param>
    /// <param name="bytes">The value.</param>
    /// <param name="read">Reads an element as a column of its type.</param>
    /// <param name="lengths">The number of elements in each dimension; empty for an empty array.</param>
    /// <exception cref="InvalidCastException">An element is NULL and its type has no null.</exception>
    internal static T[] ReadAll<T>(Column column, ReadOnlySpan<byte> bytes, CellReader<T> read, out int[] lengths) =>
        column.IsBinary ? ReadBinary(bytes, read, out lengths) : ReadText(column, bytes, read, out lengths);

    internal static InvalidCastException WrongRank(int rank, int wanted) =>
        new($"The array has {rank} dimensions, and {(wanted == 1 ? "one was" : $"{wanted} were")} asked for.");

    private static T[] ReadBinary<T>(ReadOnlySpan<byte> bytes, CellReader<T> read, out int[] lengths)
    {
        var reader = new FieldReader(bytes);
        var dimensions = reader.ReadInt32();
        reader.ReadInt32();
        var type = reader.ReadUInt32();
        if (dimensions is < 0 or > MostDimensions)
            throw new PostgresProtocolException($"An array announces {dimensions} dimensions. The stream from the server is damaged.");
        lengths = new int[dimensions];
        var count = dimensions == 0 ? 0L : 1L;
        for (var i = 0; i < dimensions; i++)
        {
            lengths[i] = reader.ReadInt32();
            reader.ReadInt32(); // the first index
            count = lengths[i] is < 0 or > MostElements || count > MostElements ? -1 : count * lengths[i];
        }

        // Each element takes at least the four bytes of its length.
        if (count < 0 || count > reader.Rest.Length / 4)
            throw new PostgresProtocolException($"An array announces {count} elements and ends before them.");
        var element = new Column("element", type, -1, PostgresType.IsBinary(type));
        var items = new T[count];
        for (var i = 0; i < items.Length; i++)
        {
            var length = reader.ReadInt32();
            items[i] = length >= 0 ? read(element, reader.Take(length)) : Null<T>(i);
        }

        return items;
    }

    private static T[] ReadText<T>(Column column, ReadOnlySpan<byte> bytes, CellReader<T> read, out int[] lengths)
    {
        var texts = ArrayText.Parse(bytes, out lengths);
        var element = new Column("element", PostgresType.FindElement(column.Type)?.Oid ?? Oid.Unknown, -1, IsBinary: false);
        var items = new T[texts.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = texts[i] is { } text ? read(element, text) : Null<T>(i);
        return items;
    }

    private static T Null<T>(int index) => default(T) is null ? default! : throw new InvalidCastException(
        $"Element {index + 1} of the array is NULL, and {typeof(T)} is not nullable.");

    private static uint ElementOf(Array array)
    {
        if (array.Rank > MostDimensions)
            throw new ArgumentException($"An array has {array.Rank} dimensions, and PostgreSQL takes {MostDimensions} at most.");
        var type = array.GetType().GetElementType()!;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(DateTime))
            return array.Cast<DateTime?>().Any(static time => time is { Kind: DateTimeKind.Unspecified }) ? Oid.Timestamp : Oid.TimestampTz;
        if (array is PhysicalAddress?[] and [{ } address, ..])
            return TextualValue.TypeOf(address)!.Value;
        return type == typeof(char) ? Oid.Text : ParameterValue.OfClr(type);
    }
}
