using System.Diagnostics.CodeAnalysis;

namespace Rondo.IO;

/// <summary>
/// Refuses text with a NUL character: the operating system ends a text there, so that another file, host or program would be meant.
/// </summary>
internal static class NulCharacter
{
    /// <param name="text">Null is fine.</param>
    /// <param name="parameter">The caller's parameter that it came with.</param>
    internal static void Refuse(string? text, string parameter)
    {
        if (text is not null && text.Contains('\0', StringComparison.Ordinal))
            Throw(text, parameter);
    }

    [DoesNotReturn]
    private static void Throw(string text, string parameter) => throw new ArgumentException(
        $"'{text.Replace("\0", "\\0", StringComparison.Ordinal)}' contains a NUL character (\\0), "
        + "at which the operating system would cut it off: remove it.",
        parameter);
}
