using System.Diagnostics.CodeAnalysis;
using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>The types of columns, as ADO.NET asks for them.</summary>
internal static class ColumnTypes
{
    /// <summary>Returns the type of C# for a column.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2073", Justification = "The types are primitives, strings and Array, whose members nobody reflects on.")]
    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.PublicProperties)]
    internal static Type ClrOf(Column column) =>
        column.Type == Oid.Char ? typeof(char)
        : column.IsBit ? typeof(bool)
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
        (Oid.Bit or Oid.VaryingBit, > 0) => FormattableString.Invariant($"{PostgresType.NameOf(column.Type)}({column.Modifier})"),
        (Oid.Numeric, >= 4) => FormattableString.Invariant($"numeric({(column.Modifier - 4) >> 16}, {(column.Modifier - 4) & 0x7ff})"),
        _ => PostgresType.NameOf(column.Type),
    };
}
