using System.Collections.Concurrent;
using System.Globalization;

namespace Rondo.Data;

/// <summary>A database for one test, up to date and empty, which is gone when the test ends.</summary>
/// <remarks>
/// SQLite: a file in the temporary folder, which is not flushed to the disk. PostgreSQL: a copy of a template that the first test
/// of the process has migrated; the user of the URL
/// needs the right to create databases. Tests may run side by side, and under the virtual clock.
/// </remarks>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, Task<string>> s_templates = new();
    private static int s_count;

    private readonly Func<Task> _remove;

    private TestDatabase(string url, Func<Task> remove)
    {
        (Url, _remove) = (url, remove);
        Database = Database.Open(url);
    }

    /// <summary>Gets the URL, for the app under test: <c>builder.AddDatabase(test.Url)</c>.</summary>
    public string Url { get; }

    /// <summary>Gets the database, for what the test itself stores and looks at.</summary>
    public Database Database { get; }

    /// <summary>Creates a database.</summary>
    /// <param name="url">The server's URL, with a database that exists: <c>postgres://user:password@localhost/postgres</c>. Or
    /// <c>sqlite:</c>.</param>
    /// <param name="migrations">The migrations; null: the database has no tables.</param>
    /// <exception cref="MigrationException">A migration failed.</exception>
    /// <exception cref="DatabaseUnavailable">The server cannot be reached.</exception>
    public static async Task<TestDatabase> CreateAsync(string url, MigrationSource? migrations = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (url.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase))
            return await CreateFileAsync(migrations);
        var template = migrations is null ? null
            : await s_templates.GetOrAdd($"{url} {migrations.Checksum}", _ => CreateTemplateAsync(url, migrations));
        var name = Name("rondo_test");
        await using var server = Database.Open(url);
        await server.ExecuteAsync(
            $"CREATE DATABASE {Sql.Identifier(name)}{(template is null ? Sql.Empty : (Sql)$" TEMPLATE {Sql.Identifier(template)}")}");
        return new TestDatabase(WithDatabase(url, name), () => DropAsync(url, name));
    }

    /// <summary>Closes the connections and removes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _remove();
    }

    private static async Task<TestDatabase> CreateFileAsync(MigrationSource? migrations)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-test-").FullName;
        var test = new TestDatabase($"sqlite://{new Uri(Path.Combine(folder, "test.db")).AbsolutePath}?synchronous=off", () =>
        {
            Directory.Delete(folder, recursive: true);
            return Task.CompletedTask;
        });
        if (migrations is not null)
            await test.Database.MigrateAsync(migrations);
        return test;
    }

    /// <summary>Lasts for the process: the next one finds it outdated by its name, and removes it.</summary>
    private static async Task<string> CreateTemplateAsync(string url, MigrationSource migrations)
    {
        await using var server = Database.Open(url);
        foreach (var old in await server.QueryAsync<string>($"SELECT datname FROM pg_database WHERE datname LIKE {"rondo\\_te%"}"))
        {
            if (IsLeftOver(old))
                await DropAsync(url, old);
        }

        var name = Name("rondo_template");
        await server.ExecuteAsync($"CREATE DATABASE {Sql.Identifier(name)}");
        await using (var template = Database.Open(WithDatabase(url, name)))
            await template.MigrateAsync(migrations);
        return name;
    }

    private static async Task DropAsync(string url, string name)
    {
        await using var server = Database.Open(url);
        await server.ExecuteAsync($"DROP DATABASE IF EXISTS {Sql.Identifier(name)} WITH (FORCE)");
    }

    private static string Name(string kind) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}_{Environment.MachineName.ToLowerInvariant()}_{Environment.ProcessId}_{Interlocked.Increment(ref s_count)}");

    /// <summary>Returns whether a database belongs to a process of this machine that has ended.</summary>
    private static bool IsLeftOver(string name)
    {
        var parts = name.Split('_');
        if (parts.Length < 5 || !parts[2].Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
            || !int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out var process))
            return false;
        try
        {
            using var owner = System.Diagnostics.Process.GetProcessById(process);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static string WithDatabase(string url, string name)
    {
        var (options, path) =
            (url.IndexOf('?', StringComparison.Ordinal), url.IndexOf('/', url.IndexOf("//", StringComparison.Ordinal) + 2));
        var end = options < 0 ? url.Length : options;
        return $"{url[..(path < 0 || path > end ? end : path)]}/{name}{url[end..]}";
    }
}
