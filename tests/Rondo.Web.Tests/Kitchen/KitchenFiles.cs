namespace Rondo.Web.Tests.Kitchen;

/// <summary>Databases of Kitchens under test, in a folder that the process removes when it ends.</summary>
internal static class KitchenFiles
{
    private static readonly Lazy<string> s_folder = new(static () =>
    {
        var folder = Directory.CreateTempSubdirectory("rondo-kitchen-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    private static int s_last;

    internal static string Folder => s_folder.Value;

    /// <summary>Returns the URL of an empty database: <c>sqlite</c> or <c>postgres</c>.</summary>
    internal static async Task<string> NewUrlAsync(string kind) =>
        kind == "sqlite" ? $"sqlite://{NewDatabase()}" : await Data.Tests.PostgresServer.CreateDatabaseAsync();

    internal static string NewDatabase() => Path.Combine(Folder, $"{Interlocked.Increment(ref s_last)}.db");
}
