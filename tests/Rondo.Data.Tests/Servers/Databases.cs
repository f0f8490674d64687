namespace Rondo.Data.Tests;

/// <summary>Opens an empty database of each kind.</summary>
internal static class Databases
{
    /// <summary>Gets the kinds: the rows of most theories.</summary>
    public static TheoryData<string> Kinds => ["sqlite", "memory", "postgres"];

    internal static async Task<Database> OpenAsync(string kind, string options = "") => Database.Open($"{await UrlAsync(kind)}{options}");

    internal static async Task<string> UrlAsync(string kind) => kind switch
    {
        "sqlite" => $"sqlite://{Path.Combine(Directory.CreateTempSubdirectory("rondo-data-").FullName, "test.db")}",
        "memory" => "sqlite::memory:",
        _ => await PostgresServer.CreateDatabaseAsync(),
    };
}
