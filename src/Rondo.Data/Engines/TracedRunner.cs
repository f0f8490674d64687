using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Rondo.Data.Statements;

namespace Rondo.Data.Engines;

/// <summary>Runs statements in activities, named and tagged by OpenTelemetry's conventions for databases.</summary>
/// <remarks>It is made when there is a listener, so that a statement costs nothing otherwise. Npgsql has activities of its own.</remarks>
internal sealed class TracedRunner(IStatementRunner inner) : IStatementRunner
{
    private static readonly ActivitySource s_source = new("Rondo.Data");
    private static readonly SearchValues<char> s_letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public SqlDialect Dialect => inner.Dialect;

    public string Name => inner.Name;

    public string? TracedSystem => inner.TracedSystem;

    public JsonSerializerOptions Json => inner.Json;

    internal static bool IsWanted(IStatementRunner runner) => s_source.HasListeners() && runner.TracedSystem is not null;

    public async Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most)
    {
        using var activity = Start(sql.Text);
        try
        {
            return await inner.QueryAsync(sql, reader, most);
        }
        catch (Exception exception) when (Fail(activity, exception))
        {
            throw;
        }
    }

    public async IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader)
    {
        using var activity = Start(sql.Text);
        await using var rows = inner.StreamAsync(sql, reader).GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await rows.MoveNextAsync())
                    break;
            }
            catch (Exception exception) when (Fail(activity, exception))
            {
                throw;
            }

            yield return rows.Current;
        }
    }

    public async Task<int> ExecuteAsync(SqlText sql)
    {
        using var activity = Start(sql.Text);
        try
        {
            return await inner.ExecuteAsync(sql);
        }
        catch (Exception exception) when (Fail(activity, exception))
        {
            throw;
        }
    }

    public async Task<int> BatchAsync(IReadOnlyList<SqlText> statements)
    {
        using var activity = Start(statements.Count > 0 ? statements[0].Text : "");
        if (statements.Count > 1)
        {
            activity?.SetTag("db.query.text", string.Join("; ", statements.Select(static each => each.Text)));
            activity?.SetTag("db.operation.batch.size", statements.Count);
        }

        try
        {
            return await inner.BatchAsync(statements);
        }
        catch (Exception exception) when (Fail(activity, exception))
        {
            throw;
        }
    }

    private Activity? Start(string text)
    {
        var summary = Summary(text);
        var activity = s_source.StartActivity(summary, ActivityKind.Client);
        if (activity is not { IsAllDataRequested: true })
            return activity;
        return activity
            .SetTag("db.system.name", inner.TracedSystem)
            .SetTag("db.namespace", inner.Name)
            .SetTag("db.query.text", text)
            .SetTag("db.query.summary", summary);
    }

    /// <summary>Notes an error, and lets it pass.</summary>
    private static bool Fail(Activity? activity, Exception exception)
    {
        activity?.SetTag("error.type", exception is DatabaseException refused ? refused.Kind.ToString() : exception.GetType().FullName)
            .SetStatus(ActivityStatusCode.Error, exception.Message);
        return false;
    }

    /// <summary>Returns the first word: few statements begin differently, and it holds no value.</summary>
    private string Summary(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        var end = trimmed.IndexOfAnyExcept(s_letters);
        var word = end < 0 ? trimmed : trimmed[..end];
        return word.IsEmpty ? inner.TracedSystem! : word.ToString().ToUpperInvariant();
    }
}
