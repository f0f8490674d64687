using System.Collections.Concurrent;

namespace Rondo.Postgres.Ado;

/// <summary>The texts of commands that were parsed, for the next use.</summary>
internal static class StatementTexts
{
    private const int Capacity = 1_000;

    private static readonly ConcurrentDictionary<(string Text, bool HasNames), StatementText[]> s_parsed = new();

    internal static StatementText[] Parse(string text, bool hasNames)
    {
        if (s_parsed.TryGetValue((text, hasNames), out var statements))
            return statements;
        statements = StatementParser.Parse(text, hasNames);
        if (s_parsed.Count >= Capacity)
            s_parsed.Clear(); // texts that are built anew each time would fill it
        s_parsed[(text, hasNames)] = statements;
        return statements;
    }
}
