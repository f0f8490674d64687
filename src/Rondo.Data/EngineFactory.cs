using Rondo.Data.Engines;
using Rondo.Data.Engines.Npgsql;
using Rondo.Data.Engines.Postgres;
using Rondo.Data.Engines.Sqlite;
using Rondo.Data.Urls;

namespace Rondo.Data;

/// <summary>Creates the engine of a URL.</summary>
internal static class EngineFactory
{
    /// <exception cref="FormatException">A part of the URL is wrong; the message names it.</exception>
    internal static Engine Create(string text)
    {
        var url = DatabaseUrl.Parse(text);
        return url.Scheme switch
        {
            "sqlite" => new SqliteEngine(SqliteUrl.Of(url)),
            "postgres" or "postgresql" => Create(PostgresUrl.Of(url)),
            _ => throw new FormatException(
                $"The scheme '{url.Scheme}' of the database's URL is unknown. Use sqlite or postgres. {DatabaseUrl.Forms}"),
        };
    }

    private static Engine Create(PostgresUrl url) => url.IsNative ? new PostgresEngine(url) : new NpgsqlEngine(url);
}
