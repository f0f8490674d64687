using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: looks for nulls in collections that the serializer has made. The usual ones cost no allocation.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NullSearch
{
    /// <summary>Returns whether an item is null, or has a null inside.</summary>
    /// <param name="items">The collection.</param>
    /// <param name="isFound">Whether an item is one.</param>
    public static bool Any<T>(IEnumerable<T> items, Func<T, bool> isFound)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(isFound);
        switch (items)
        {
            case T[] array:
                return Any(array.AsSpan(), isFound);
            case List<T> list:
                return Any(CollectionsMarshal.AsSpan(list), isFound);
            case HashSet<T> set:
                foreach (var item in set)
                {
                    if (isFound(item))
                        return true;
                }

                return false;
            default:
                return items.Any(isFound);
        }
    }

    /// <inheritdoc cref="Any{T}(IEnumerable{T}, Func{T, bool})"/>
    public static bool Any<T>(ImmutableArray<T> items, Func<T, bool> isFound) => !items.IsDefault && Any(items.AsSpan(), isFound);

    /// <summary>Returns whether an entry's value is null, or has a null inside.</summary>
    /// <param name="entries">The dictionary.</param>
    /// <param name="isFound">Whether a value is one.</param>
    public static bool AnyValue<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> entries, Func<TValue, bool> isFound)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(isFound);
        if (entries is not Dictionary<TKey, TValue> dictionary)
            return entries.Any(entry => isFound(entry.Value));
        foreach (var value in dictionary.Values)
        {
            if (isFound(value))
                return true;
        }

        return false;
    }

    private static bool Any<T>(ReadOnlySpan<T> items, Func<T, bool> isFound)
    {
        foreach (var item in items)
        {
            if (isFound(item))
                return true;
        }

        return false;
    }
}
