using System.ComponentModel;
using Rondo.Data.Rows;

namespace Rondo.Data;

/// <summary>Makes values of a type from rows; generated code derives from it.</summary>
/// <typeparam name="T">The type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RowReader<T>
{
    private readonly string[]? _names;
    private readonly int _count;
    private readonly bool _isExact = true;

    /// <summary>Creates a reader whose columns are found by name, without regard to case and underscores.</summary>
    /// <param name="names">The names.</param>
    protected RowReader(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        (_names, _count) = (names, names.Length);
    }

    /// <summary>Creates a reader whose columns are found by position.</summary>
    /// <param name="count">The number of columns, which must be the result's.</param>
    protected RowReader(int count) => _count = count;

    private protected RowReader(int count, bool isExact) => (_count, _isExact) = (count, isExact);

    /// <summary>Makes a value from the current row.</summary>
    /// <param name="row">The row.</param>
    public abstract T Read(Row row);

    /// <summary>Offers a reader for its type; called when the assembly with the generated code is loaded.</summary>
    /// <param name="reader">The reader.</param>
    public static void Register(RowReader<T> reader) => RowReaders<T>.Registered = reader;

    /// <summary>Returns which column of the result each of the reader's is.</summary>
    /// <exception cref="RowException">A column is missing, ambiguous, or there are too many.</exception>
    internal int[] Map(IReadOnlyList<string> columns, string statement)
    {
        var ordinals = new int[_count];
        if (_names is null)
        {
            if (_isExact ? columns.Count != _count : columns.Count < _count)
            {
                throw new RowException(
                    $"The statement returns {columns.Count} columns ({string.Join(", ", columns)}), and "
                        + $"{TypeNames.Of(typeof(T))} has {_count}, which are read in their order.", null, statement);
            }

            for (var i = 0; i < _count; i++)
                ordinals[i] = i;
            return ordinals;
        }

        for (var i = 0; i < _count; i++)
            ordinals[i] = Find(_names[i], columns, statement);
        return ordinals;
    }

    private static int Find(string name, IReadOnlyList<string> columns, string statement)
    {
        var found = -1;
        for (var i = 0; i < columns.Count; i++)
        {
            if (!IsSame(name, columns[i]))
                continue;
            if (found >= 0)
                throw new RowException(
                    $"The statement returns two columns for {TypeNames.Of(typeof(T))}.{name}: {columns[found]} and "
                        + $"{columns[i]}. Name the columns, and rename one with AS.", columns[i], statement);
            found = i;
        }

        return found >= 0 ? found : throw new RowException(
            $"The statement returns no column for {TypeNames.Of(typeof(T))}.{name}. Its columns are {string.Join(", ", columns)}. "
            + "Select the column, rename one with AS, or mark the member with [NotMapped].",
            name,
            statement);
    }

    /// <summary>Compares without regard to case and underscores.</summary>
    private static bool IsSame(string member, string column)
    {
        int i = 0, j = 0;
        while (true)
        {
            while (i < member.Length && member[i] == '_')
                i++;
            while (j < column.Length && column[j] == '_')
                j++;
            if (i == member.Length || j == column.Length)
                return i == member.Length && j == column.Length;
            if (char.ToUpperInvariant(member[i++]) != char.ToUpperInvariant(column[j++]))
                return false;
        }
    }
}
