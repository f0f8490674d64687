using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rondo.Api;

namespace Rondo.Data;

/// <summary>Migrations of an app's database.</summary>
public static class MigrationExtensions
{
    /// <summary>Applies the migrations that the app's database lacks: before <c>app.Run()</c>.</summary>
    /// <param name="app">The app.</param>
    /// <param name="migrations">The migrations; default: those embedded in the program (<c>&lt;EmbeddedResource
    /// Include="Migrations/*.sql" /&gt;</c>).</param>
    /// <returns>The number of migrations that were applied.</returns>
    /// <exception cref="MigrationException">A migration failed or was changed, or the database is newer than the program.</exception>
    /// <exception cref="DatabaseUnavailable">The database cannot be reached.</exception>
    public static Task<int> MigrateAsync(this RondoApp app, MigrationSource? migrations = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Rondo.Data.Migrations");
        return app.Services.GetRequiredService<Database>().MigrateAsync(migrations, logger);
    }
}
