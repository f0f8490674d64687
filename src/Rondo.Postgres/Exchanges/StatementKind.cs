namespace Rondo.Postgres.Exchanges;

/// <summary>Tells the statements apart that leave no trace in the session, and may share a connection.</summary>
internal static class StatementKind
{
    private static readonly string[] s_plain = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE", "TABLE"];

    private static readonly string[] s_reads = ["SELECT", "VALUES", "TABLE"];

    private static readonly string[] s_transactional = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET TRANSACTION"];

    /// <summary>Returns whether a statement may run between those of others on one connection.</summary>
    internal static bool IsShareable(string text) => StartsWith(text, s_plain) && !IsLasting(text);

    /// <summary>Returns whether a statement only reads, and locks no row.</summary>
    internal static bool IsRead(string text) =>
        IsShareable(text) && StartsWith(text, s_reads) && !text.Contains(" FOR ", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether a statement may leave settings, locks or temporary tables behind.</summary>
    internal static bool ChangesSession(string text) => StartsWith(text, s_plain) ? IsLasting(text) : !StartsWith(text, s_transactional);

    private static bool IsLasting(string text) =>
        text.Contains("set_config", StringComparison.OrdinalIgnoreCase) || text.Contains("pg_advisory", StringComparison.OrdinalIgnoreCase)
        || text.Contains("pg_try_advisory", StringComparison.OrdinalIgnoreCase);

    private static bool StartsWith(string text, string[] words)
    {
        var start = text.AsSpan().TrimStart();
        foreach (var word in words)
        {
            if (start.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                && (start.Length == word.Length || !char.IsLetterOrDigit(start[word.Length])))
                return true;
        }

        return false;
    }
}
