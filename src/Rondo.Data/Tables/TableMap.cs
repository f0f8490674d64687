using System.ComponentModel;

namespace Rondo.Data;

/// <summary>Describes the table of a record; generated code derives from it.</summary>
/// <typeparam name="T">The record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TableMap<T>
{
    /// <summary>Creates the description.</summary>
    /// <param name="name">The table's name, with its schema where it has one.</param>
    /// <param name="key">The index of the key's column.</param>
    /// <param name="isKeyGenerated">Whether the database gives the key of a row that has none.</param>
    /// <param name="columns">The names of the columns.</param>
    protected TableMap(string name, int key, bool isKeyGenerated, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(columns);
        Table = Sql.Join(".", name.Split('.').Select(Sql.Identifier));
        Columns = [.. columns.Select(Sql.Identifier)];
        All = Sql.Join(", ", Columns);
        (Key, IsKeyGenerated) = (key, isKeyGenerated);
    }

    internal static TableMap<T>? Registered { get; private set; }

    internal Sql Table { get; }

    internal Sql[] Columns { get; }

    internal Sql All { get; }

    internal int Key { get; }

    internal bool IsKeyGenerated { get; }

    /// <summary>Returns the value of a column.</summary>
    /// <param name="row">The record.</param>
    /// <param name="column">The column's index.</param>
    public abstract object? Value(T row, int column);

    /// <summary>Offers a description for its type; called when the assembly with the generated code is loaded.</summary>
    /// <param name="map">The description.</param>
    public static void Register(TableMap<T> map) => Registered = map;
}
