using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Data.Migrations;

namespace Rondo.Data;

/// <summary>Migrations.</summary>
public sealed partial class Database
{
    /// <summary>Applies the migrations that the database lacks, in the order of their numbers, each in a transaction of its own.</summary>
    /// <param name="migrations">The migrations; default: those embedded in the program.</param>
    /// <param name="logger">Receives a line for each that was applied.</param>
    /// <returns>The number of migrations that were applied.</returns>
    /// <exception cref="MigrationException">A migration failed or was changed after it was applied, or the database is newer than
    /// the program. The message says which, where and what to do.</exception>
    /// <remarks>
    /// Processes that start together wait for each other. The table <c>rondo_migrations</c> lists the applied migrations.
    /// </remarks>
    public Task<int> MigrateAsync(MigrationSource? migrations = null, ILogger? logger = null)
    {
        migrations ??= MigrationSource.FromAssembly(
            Assembly.GetEntryAssembly()
            ?? throw new InvalidOperationException(
                "There is no entry assembly here. Name the migrations: MigrationSource.FromAssembly(...)."));
        return new Migrator(this, _engine, migrations.For(_engine.Dialect), logger ?? NullLogger.Instance).RunAsync();
    }
}
