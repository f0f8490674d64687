namespace Rondo.Data.Tests;

/// <summary>Opens an empty database of each kind.</summary>
internal static class Databases
{
    /// <summary>Gets the kinds: the rows of most theories.</summary>
    public static TheoryData<string> Kinds => ["sqlite", "memory", "postgres"];

    /// <summary>Gets the kinds with both drivers of PostgreSQL.</summary>
    public static TheoryData<string> Drivers => ["sqlite", "memory", "postgres", "npgsql"];

    /// <summary>Returns whether a kind is PostgreSQL, through whichever driver: <c>postgres</c> is Rondo.Postgres, <c>npgsql</c> Npgsql.</summary>
    internal static bool IsPostgres(string kind) => kind is "postgres" or "npgsql";

    internal static async Task<Database> OpenAsync(string kind, string options = "") => Database.Open(With(await UrlAsync(kind), options));

    /// <summary>Adds options to a URL that may have some.</summary>
    internal static string With(string url, string options) => url.Contains('?', StringComparison.Ordinal) ? $"{url}{options.Replace('?', '&')}" : $"{url}{options}";

    internal static async Task<string> UrlAsync(string kind) => kind switch
    {
        "sqlite" => $"sqlite://{Path.Combine(Directory.CreateTempSubdirectory("rondo-data-").FullName, "test.db")}",
        "memory" => "sqlite::memory:",
        "npgsql" => $"{await PostgresServer.CreateDatabaseAsync()}?driver=npgsql",
        _ => await PostgresServer.CreateDatabaseAsync(),
    };
}
