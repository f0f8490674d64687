namespace Rondo.Data.Rows;

/// <summary>Writes values for messages.</summary>
internal static class Texts
{
    /// <summary>Returns the start of a text in quotes.</summary>
    internal static string Quoted(string text)
    {
        const int Most = 100;
        return text.Length <= Most ? $"'{text}'" : $"'{text[..Most]}…' ({text.Length} characters)";
    }
}
