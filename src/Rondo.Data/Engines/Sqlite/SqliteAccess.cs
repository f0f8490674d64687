namespace Rondo.Data.Engines.Sqlite;

/// <summary>Tells statements that only read from others by their words.</summary>
internal static class SqliteAccess
{
    /// <summary>Returns whether a statement may run on a connection that only reads. A wrong no costs a turn among the writers.</summary>
    internal static bool Reads(string text)
    {
        var start = text.AsSpan().TrimStart();
        return Begins(start, "SELECT") || Begins(start, "VALUES") || Begins(start, "EXPLAIN")
            || (Begins(start, "WITH") && !HasChange(text));
    }

    private static bool Begins(ReadOnlySpan<char> text, string word) =>
        text.StartsWith(word, StringComparison.OrdinalIgnoreCase)
        && (text.Length == word.Length || !char.IsLetterOrDigit(text[word.Length]));

    private static bool HasChange(string text) =>
        text.Contains("INSERT", StringComparison.OrdinalIgnoreCase) || text.Contains("UPDATE", StringComparison.OrdinalIgnoreCase)
        || text.Contains("DELETE", StringComparison.OrdinalIgnoreCase) || text.Contains("REPLACE", StringComparison.OrdinalIgnoreCase);
}
