using System.Diagnostics.CodeAnalysis;
using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>The types of columns, as ADO.NET asks for them.</summary>
internal static class ColumnTypes
{
    /// <summary>The names of built-in types whose values travel as text.</summary>
    private static readonly Dictionary<uint, string> s_names = new()
    {
        [142] = "xml",
        [600] = "point",
        [Oid.Cidr] = "cidr",
        [790] = "money",
        [829] = "macaddr",
        [Oid.Inet] = "inet",
        [1560] = "bit",
        [1562] = "bit varying",
        [2249] = "record",
        [2278] = "void",
        [3614] = "tsvector",
        [3615] = "tsquery",
        [Oid.Jsonb] = "jsonb",
        [3904] = "int4range",
        [3906] = "numrange",
        [3908] = "tsrange",
        [3910] = "tstzrange",
        [3912] = "daterange",
        [3926] = "int8range",
        [4072] = "jsonpath",
    };

    /// <summary>Returns the type of C# for a column.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2073", Justification = "The types are primitives, strings and Array, whose members nobody reflects on.")]
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    internal static Type ClrOf(Column column) =>
        column.Type == Oid.Char ? typeof(char)
        : PostgresType.Find(column.Type) is { } type ? type.Clr
        : PostgresType.FindElement(column.Type) is not null ? typeof(Array)
        : typeof(string);

    /// <summary>Returns the name of a column's type without its length or precision.</summary>
    internal static string BareNameOf(Column column) => NameOf(column with { Modifier = -1 });

    /// <summary>Returns the name of a column's type, such as <c>character varying(20)</c>.</summary>
    internal static string NameOf(Column column) => (column.Type, column.Modifier) switch
    {
        (Oid.Char, _) => "char",
        (Oid.Varchar or Oid.BlankPaddedChar, >= 4) =>
            FormattableString.Invariant($"{PostgresType.NameOf(column.Type)}({column.Modifier - 4})"),
        (Oid.Numeric, >= 4) => FormattableString.Invariant($"numeric({(column.Modifier - 4) >> 16}, {(column.Modifier - 4) & 0x7ff})"),
        _ => s_names.GetValueOrDefault(column.Type) ?? PostgresType.NameOf(column.Type),
    };
}
