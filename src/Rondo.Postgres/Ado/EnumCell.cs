using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>Enums of C#: the labels of PostgreSQL's are their names, whatever the case and with underscores or without.</summary>
internal static class EnumCell
{
    /// <summary>Returns the function that reads an enum, or a nullable one, or an array of them; null: the type is neither.</summary>
    internal static CellReader<T>? ReaderOf<T>()
    {
        var type = typeof(T);
        if ((Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } single)
            return (column, bytes) => (T)Read(single, column, bytes);
        return type.IsSZArray && type.GetElementType() is { IsEnum: true } element
            ? (column, bytes) => (T)(object)ReadVector(type, element, column, bytes) : null;
    }

    /// <summary>Returns the label of a value: <c>HotSoup</c> is <c>hot_soup</c>, as Npgsql has it.</summary>
    internal static string LabelOf(Enum value)
    {
        var label = new System.Text.StringBuilder();
        foreach (var each in value.ToString())
        {
            if (char.IsUpper(each) && label.Length > 0 && label[^1] != '_')
                label.Append('_');
            label.Append(char.ToLowerInvariant(each));
        }

        return label.ToString();
    }

    private static object Read(Type type, Column column, ReadOnlySpan<byte> bytes)
    {
        var label = Cell.Text(column, bytes);
        return Enum.TryParse(type, label.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value)
            && Enum.IsDefined(type, value) ? value
            : Enum.TryParse(type, label, ignoreCase: true, out value) && Enum.IsDefined(type, value) ? value
            : throw new InvalidCastException($"The column '{column.Name}' has '{label}', which {type} does not have.");
    }

    private static Array ReadVector(Type type, Type element, Column column, ReadOnlySpan<byte> bytes)
    {
        var items = ArrayValue.ReadVector(column, bytes, (each, value) => Read(element, each, value));
        var array = Array.CreateInstanceFromArrayType(type, items.Length);
        items.CopyTo(array, 0);
        return array;
    }
}
