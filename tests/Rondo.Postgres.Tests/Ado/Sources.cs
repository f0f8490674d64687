using Npgsql;

namespace Rondo.Postgres.Tests.Ado;

/// <summary>Opens both drivers on an empty database.</summary>
internal static class Sources
{
    internal static async Task<PostgresDataSource> OpenAsync(string options = "") =>
        PostgresDataSource.Create(await PostgresServer.CreateDatabaseAsync() + options);

    /// <summary>Opens the reference on the database of a source.</summary>
    internal static NpgsqlDataSource Reference(PostgresDataSource source) =>
        NpgsqlDataSource.Create(
            $"{source.ConnectionString.Replace("127.0.0.1:", "127.0.0.1;Port=", StringComparison.Ordinal)};Pooling=false;Timezone=UTC;Include Failed Batched Command=true");

    internal static async Task ExecuteAsync(this PostgresDataSource source, string sql)
    {
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    internal static async Task<T> ScalarAsync<T>(this PostgresDataSource source, string sql)
    {
        await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
        await using var command = connection.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(CancelScope.CurrentToken))!;
    }
}
