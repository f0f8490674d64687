using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Types;

/// <summary>The binary form of arrays of any number of dimensions.</summary>
/// <remarks>https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/arrayfuncs.c, array_recv.</remarks>
internal static class ArrayValue
{
    private const int MostDimensions = 6;

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

    /// <summary>Reads an array.</summary>
    /// <param name="bytes">The value.</param>
    /// <param name="read">Reads an element of a type on the wire.</param>
    /// <exception cref="InvalidCastException">An element is NULL and its type has no null.</exception>
    internal static T[] ReadVector<T>(ReadOnlySpan<byte> bytes, ElementReader<T> read)
    {
        var reader = new FieldReader(bytes);
        var dimensions = reader.ReadInt32();
        reader.ReadInt32();
        var type = reader.ReadUInt32();
        if (dimensions == 0)
            return [];
        if (dimensions != 1)
            throw new InvalidCastException($"The array has {dimensions} dimensions, and one was asked for.");
        var count = Count(ref reader);
        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            var length = reader.ReadInt32();
            items[i] = length >= 0 ? read(type, reader.Take(length))
                : default(T) is null ? default!
                : throw new InvalidCastException($"Element {i + 1} of the array is NULL, and {typeof(T)} is not nullable.");
        }

        return items;
    }

    /// <summary>Reads the number of elements of a dimension, of which each takes at least the four bytes of its length.</summary>
    private static int Count(ref FieldReader reader)
    {
        var count = reader.ReadInt32();
        reader.ReadInt32();
        return count >= 0 && count <= reader.Rest.Length / 4 ? count
            : throw new PostgresProtocolException($"An array announces {count} elements and ends before them.");
    }

    private static uint ElementOf(Array array)
    {
        if (array.Rank > MostDimensions)
            throw new ArgumentException($"An array has {array.Rank} dimensions, and PostgreSQL takes {MostDimensions} at most.");
        var type = array.GetType().GetElementType()!;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(DateTime))
            return array.Cast<DateTime?>().Any(static time => time is { Kind: DateTimeKind.Unspecified }) ? Oid.Timestamp : Oid.TimestampTz;
        return type == typeof(char) ? Oid.Text : ParameterValue.OfClr(type);
    }
}
