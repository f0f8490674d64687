namespace Rondo.Postgres.Syntax;

/// <summary>Tells the statements apart that leave no trace in the session, and may share a connection.</summary>
internal static class StatementKind
{
    private static readonly string[] s_plain = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE", "TABLE"];

    private static readonly string[] s_reads = ["SELECT", "WITH", "VALUES", "TABLE"];

    private static readonly string[] s_transactional = ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET TRANSACTION"];

    /// <summary>The words that make a statement more than a read; FOR locks rows.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_writes =
        Words("INSERT UPDATE DELETE MERGE INTO FOR");

    /// <summary>
    /// The words and functions that stand before a parenthesis in reads without side effects. An unknown function may write.
    /// </summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_pure = Words(
        """
        ALL AND ANY ARRAY AS BETWEEN BY CASE CAST CUBE DISTINCT ELSE EXCEPT EXISTS FILTER FROM GROUP HAVING ILIKE IN INTERSECT
        IS JOIN LATERAL LIKE LIMIT MATERIALIZED NOT OFFSET ON OR OVER ROLLUP ROW SELECT SETS SOME THEN TUPLE UNION USING VALUES
        WHEN WHERE WITHIN
        BIT CHAR CHARACTER DECIMAL INTERVAL NUMERIC TIME TIMESTAMP TIMESTAMPTZ VARCHAR VARYING
        ABS ARRAY_AGG ARRAY_LENGTH ARRAY_POSITION ARRAY_TO_STRING AVG BOOL_AND BOOL_OR BTRIM CEIL CEILING CHAR_LENGTH COALESCE
        CONCAT CONCAT_WS COUNT DATE_PART DATE_TRUNC DENSE_RANK EXP EXTRACT FIRST_VALUE FLOOR FORMAT GENERATE_SERIES GREATEST
        JSONB_AGG JSONB_ARRAY_LENGTH JSONB_BUILD_ARRAY JSONB_BUILD_OBJECT JSONB_OBJECT_AGG JSON_AGG JSON_BUILD_ARRAY
        JSON_BUILD_OBJECT JSON_OBJECT_AGG LAG LAST_VALUE LEAD LEAST LEFT LENGTH LN LOG LOWER LPAD LTRIM MAX MD5 MIN MOD
        NTH_VALUE NTILE NULLIF PERCENTILE_CONT PERCENTILE_DISC PERCENT_RANK POSITION POWER RANK REGEXP_MATCH REGEXP_REPLACE
        REPLACE REVERSE RIGHT ROUND ROW_NUMBER ROW_TO_JSON RPAD RTRIM SIGN SPLIT_PART SQRT STDDEV STRING_AGG STRPOS SUBSTR
        SUBSTRING SUM TO_CHAR TO_DATE TO_JSON TO_JSONB TO_NUMBER TO_TIMESTAMP TO_TSQUERY TO_TSVECTOR PLAINTO_TSQUERY
        PHRASETO_TSQUERY WEBSEARCH_TO_TSQUERY TRANSLATE TRIM TRUNC TS_RANK UNNEST UPPER VARIANCE
        """);

    /// <summary>Returns whether a statement may run between those of others on one connection.</summary>
    internal static bool IsShareable(string text) => StartsWith(text, s_plain) && !IsLasting(text);

    /// <summary>Returns whether a statement only reads, and locks no row. Its functions are not looked at.</summary>
    internal static bool IsRead(string text)
    {
        if (!IsShareable(text) || !StartsWith(text, s_reads))
            return false;
        var lexer = new SqlLexer(text);
        while (lexer.TryRead(out var token))
        {
            if (s_writes.Contains(token))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Returns whether a statement only reads and calls no function but the server's own without side effects, as far as its text tells.
    /// </summary>
    internal static bool IsPureRead(string text)
    {
        if (!IsRead(text))
            return false;
        var lexer = new SqlLexer(text);
        var isCallable = true; // whether a parenthesis may follow
        var isQualified = false;
        while (lexer.TryRead(out var token))
        {
            if (SqlLexer.IsSpace(token))
                continue;
            if (token is "(" && !isCallable)
                return false;
            isCallable = token[0] != '"' && (!SqlLexer.IsWord(token[0]) || (s_pure.Contains(token) && !isQualified));
            isQualified = token is ".";
        }

        return true;
    }

    /// <summary>Returns whether a statement may leave settings, locks or temporary tables behind.</summary>
    internal static bool ChangesSession(string text) => StartsWith(text, s_plain) ? IsLasting(text) : !StartsWith(text, s_transactional);

    private static bool IsLasting(string text) =>
        text.Contains("set_config", StringComparison.OrdinalIgnoreCase) || text.Contains("pg_advisory", StringComparison.OrdinalIgnoreCase)
        || text.Contains("pg_try_advisory", StringComparison.OrdinalIgnoreCase)
        || text.Contains("INTO TEMP", StringComparison.OrdinalIgnoreCase);

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

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
}
