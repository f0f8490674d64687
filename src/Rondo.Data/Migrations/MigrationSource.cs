using System.Reflection;
using Rondo.Data.Migrations;
using Rondo.Data.Statements;

namespace Rondo.Data;

/// <summary>Finds migrations: files named <c>0001_create_items.sql</c>, in a folder or embedded in an assembly.</summary>
/// <remarks>
/// A file runs in a transaction unless its first line is <c>-- no transaction</c>, which <c>CREATE INDEX CONCURRENTLY</c> needs.
/// A file named
/// <c>0001_create_items.postgres.sql</c> or <c>.sqlite.sql</c> is for that database alone.
/// </remarks>
public sealed class MigrationSource
{
    private readonly List<Migration> _all;

    private MigrationSource(IEnumerable<Migration> all) => _all = [.. all];

    /// <summary>Gets a text that is the same for the same migrations.</summary>
    internal string Checksum => string.Join(' ', _all.Select(static migration => $"{migration.File} {migration.Checksum}"));

    /// <summary>Returns the migrations in a folder.</summary>
    /// <param name="path">The folder. Other files than <c>.sql</c> are left alone.</param>
    /// <exception cref="MigrationException">There is no such folder, it has no migrations, or a name is wrong.</exception>
    public static MigrationSource FromFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
            throw new MigrationException($"The folder of migrations {Path.GetFullPath(path)} does not exist.");
        var files = Directory.GetFiles(path, "*.sql");
        return Of(files.Select(static file => (Path.GetFileName(file), File.ReadAllText(file))),
            $"The folder {Path.GetFullPath(path)} has no .sql files.");
    }

    /// <summary>
    /// Returns the migrations that are embedded in an assembly: <c>&lt;EmbeddedResource Include="Migrations/*.sql" /&gt;</c>.
    /// </summary>
    /// <param name="assembly">The assembly.</param>
    /// <exception cref="MigrationException">It has no migrations, or a name is wrong.</exception>
    public static MigrationSource FromAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var names = assembly.GetManifestResourceNames().Where(static name => name.EndsWith(".sql", StringComparison.OrdinalIgnoreCase));
        return Of(
            names.Select(name => (FileName(name), Read(assembly, name))),
            $"The assembly {assembly.GetName().Name} has no embedded .sql files. Add <EmbeddedResource "
                + $"Include=\"Migrations/*.sql\" /> to its project.");
    }

    /// <summary>Returns the migrations of a database, in order.</summary>
    /// <exception cref="MigrationException">Two have the same number.</exception>
    internal List<Migration> For(SqlDialect dialect)
    {
        var ours = _all.Where(migration => migration.Dialect is null || migration.Dialect == dialect)
            .OrderBy(static migration => migration.Number).ThenBy(static migration => migration.File, StringComparer.Ordinal).ToList();
        for (var i = 1; i < ours.Count; i++)
        {
            if (ours[i].Number == ours[i - 1].Number)
                throw new MigrationException(
                    $"Two migrations have the number {ours[i].Number}: {ours[i - 1].File} and {ours[i].File}. Give one of "
                        + $"them the next number.");
        }

        return ours;
    }

    private static MigrationSource Of(IEnumerable<(string File, string Text)> files, string whenEmpty)
    {
        var all = files.Select(static file => Migration.Of(file.File, file.Text)).ToList();
        return all.Count > 0 ? new MigrationSource(all) : throw new MigrationException(whenEmpty);
    }

    /// <summary>A resource is named after its folders, with dots: <c>Shop.Migrations.0001_create_items.postgres.sql</c>.</summary>
    private static string FileName(string resource)
    {
        var parts = resource.Split('.');
        var first = parts.Length - 2;
        if (first > 0 && parts[first].ToUpperInvariant() is "SQLITE" or "POSTGRES")
            first--;
        return string.Join('.', parts[first..]);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
