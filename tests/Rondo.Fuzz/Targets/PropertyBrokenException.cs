namespace Rondo.Fuzz;

/// <summary>Something that holds for every input did not hold for one.</summary>
internal sealed class PropertyBrokenException(string message) : Exception(message)
{
    internal static void Require(bool holds, string property)
    {
        if (!holds)
            throw new PropertyBrokenException(property);
    }

    internal static void Same(string property, string expected, string actual)
    {
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
            throw new PropertyBrokenException($"{property}\n  whole: {expected}\n  split: {actual}");
    }
}
