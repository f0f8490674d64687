using System.Linq;

namespace Rondo.Generators.Rows;

/// <summary>A type that rows are read into, with all that its code needs; compared by value.</summary>
/// <param name="Type">The type, fully qualified.</param>
/// <param name="RuntimeType">
/// The type without the names of a tuple's elements and without nullable references: readers are found by it.
/// </param>
/// <param name="Shape">How it is made.</param>
/// <param name="Columns">Its columns: first the constructor's, in order, then the initializer's.</param>
/// <param name="Table">The table; null for a type that is only read.</param>
/// <param name="Problems">The problems of the type; if there are any, no code is made.</param>
internal sealed record RowModel(
    string Type, string RuntimeType, RowShape Shape, EquatableArray<ColumnModel> Columns, TableModel? Table,
    EquatableArray<DiagnosticModel> Problems)
{
    /// <summary>
    /// Makes one of two whose types are one at run time, such as (int, string) and (int, string?): a column may be NULL if either says so.
    /// </summary>
    internal static RowModel Merge(RowModel first, RowModel second) => first with
    {
        Columns = first.Columns.Zip(second.Columns, static (one, other) => one with { IsNullable = one.IsNullable || other.IsNullable })
            .ToEquatable(),
    };
}

/// <summary>A table.</summary>
/// <param name="Name">Its name, with its schema where it has one.</param>
/// <param name="Key">The index of the key's column.</param>
/// <param name="IsKeyGenerated">Whether the database gives the key.</param>
internal sealed record TableModel(string Name, int Key, bool IsKeyGenerated);

internal enum RowShape
{
    /// <summary>A record or class, by name.</summary>
    Members,

    /// <summary>A tuple, by position.</summary>
    Tuple,

    /// <summary>An enum.</summary>
    Enum,
}

internal enum CellKind
{
    Scalar,
    Enum,
    Json,
}

/// <summary>A column.</summary>
/// <param name="Member">The property that has its value.</param>
/// <param name="Name">The name that <c>[Column]</c> gives it; null: the member's.</param>
/// <param name="Type">Its type, fully qualified, without the question mark of a nullable type.</param>
/// <param name="Kind">How its value is read.</param>
/// <param name="IsNullable">Whether it may be NULL.</param>
/// <param name="IsValueType">Whether its type is a value type.</param>
/// <param name="IsParameter">Whether the constructor takes it.</param>
internal sealed record ColumnModel(
    string Member, string? Name, string Type, CellKind Kind, bool IsNullable, bool IsValueType, bool IsParameter);
