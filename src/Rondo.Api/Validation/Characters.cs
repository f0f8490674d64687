using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>
/// For generated code: the length of a text in characters, as JSON Schema counts them: Unicode code points, of which C# has two
/// halves where they are beyond 16 bits.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Characters
{
    /// <summary>Whether a text has fewer or more characters than allowed.</summary>
    public static bool AreOutside(string text, int least, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        // At least half of the units are characters.
        if (text.Length <= most && (text.Length + 1) / 2 >= least)
            return false;
        var count = Count(text);
        return count < least || count > most;
    }

    private static int Count(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
                count--;
        }

        return count;
    }
}
