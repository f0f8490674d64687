namespace Rondo.Postgres.Wire;

/// <summary>A column of a result.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The OID of the type.</param>
/// <param name="Modifier">The type's modifier; -1: none.</param>
/// <param name="IsBinary">Whether values travel in binary form, else as text.</param>
internal sealed record Column(string Name, uint Type, int Modifier, bool IsBinary)
{
    /// <summary>Gets whether values are one bit, which is a bool.</summary>
    internal bool IsBit => Type == Oid.Bit && Modifier == 1;

    /// <summary>Reads a RowDescription.</summary>
    /// <param name="message">The content of the message.</param>
    /// <param name="isBinary">Tells whether a type is known in binary form.</param>
    /// <param name="isDescribed">Whether the message describes a statement, whose values will have the form that is asked for.</param>
    internal static Column[] ReadAll(ReadOnlySpan<byte> message, Func<uint, bool> isBinary, bool isDescribed)
    {
        var reader = new FieldReader(message);
        var columns = new Column[reader.ReadUInt16()];
        for (var i = 0; i < columns.Length; i++)
        {
            var name = reader.ReadText();
            reader.Take(6); // the table's OID, the column's number
            var type = reader.ReadUInt32();
            reader.ReadInt16();
            var modifier = reader.ReadInt32();
            var format = reader.ReadInt16();
            columns[i] = new Column(name, type, modifier, isBinary(type) && (format == 1 || isDescribed));
        }

        return columns;
    }
}
