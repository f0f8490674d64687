using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Rondo.Data.Engines.Sqlite;

namespace Rondo.Data.Tests.Others;

internal sealed class Library(DbContextOptions<Library> options) : DbContext(options)
{
    internal DbSet<Author> Authors => Set<Author>();

    internal DbSet<Book> Books => Set<Book>();

    /// <summary>Chooses the provider, with the same connections as the database.</summary>
    internal static void Configure(DbContextOptionsBuilder options, Database database, bool isOnLoop = true)
    {
        if (database.Source is SqliteSource sqlite)
            options.UseSqlite(sqlite.ConnectionString);
        else
            options.UseNpgsql(database.NpgsqlSource);
        options.ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
        if (isOnLoop)
            options.UseRondo();
    }

    internal static Library Open(Database database, IInterceptor? interceptor = null, bool isOnLoop = true)
    {
        var options = new DbContextOptionsBuilder<Library>();
        Configure(options, database, isOnLoop);
        if (interceptor is not null)
            options.AddInterceptors(interceptor);
        return new Library(options.Options);
    }
}
