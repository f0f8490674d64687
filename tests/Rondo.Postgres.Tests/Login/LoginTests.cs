using Npgsql;

namespace Rondo.Postgres.Tests.Login;

/// <summary>Logins by each method, on a server that asks for it.</summary>
public sealed class LoginTests
{
    private static readonly string[] s_methods = ["scram-sha-256", "md5", "password"];

    [LoopFact]
    public async Task Each_method_lets_the_right_password_in_and_no_other()
    {
        using var server = PostgresServer.Start();
        await ConfigureAsync(server);
        foreach (var user in s_methods)
        {
            await using var db = Database.Open(Url(server, user, "s%3Acret"));
            Assert.Equal(user, await db.ScalarAsync<string>($"SELECT current_user::text"));
            await using var wrong = Database.Open(Url(server, user, "wrong"));
            var error = await Assert.ThrowsAsync<DatabaseException>(() => wrong.CheckAsync());
            Assert.Equal(DatabaseErrorKind.AccessDenied, error.Kind);
        }

        await using var none = Database.Open($"postgres://md5@127.0.0.1:{server.Port}/postgres");
        Assert.Contains("asks for a password of the user 'md5'", (await Assert.ThrowsAsync<DatabaseUnavailable>(() => none.CheckAsync())).Message, StringComparison.Ordinal);
    }

    private static string Url(PostgresServer server, string user, string password) =>
        $"postgres://{user}:{password}@127.0.0.1:{server.Port}/postgres";

    private static async Task ConfigureAsync(PostgresServer server)
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={server.Port};Username=test;Database=postgres;Pooling=false");
        foreach (var method in s_methods)
        {
            await using var create = source.CreateCommand(
                $"SET password_encryption = '{(method == "md5" ? "md5" : "scram-sha-256")}'; CREATE ROLE \"{method}\" LOGIN PASSWORD 's:cret'");
            await create.ExecuteNonQueryAsync();
        }

        await using var find = source.CreateCommand("SHOW hba_file");
        var rules = string.Join(", ", s_methods.Select(method => $"('host all {method} 127.0.0.1/32 {method}')"));
        await using var write = source.CreateCommand(
            $"COPY (VALUES ('host all test 127.0.0.1/32 trust'), {rules}) TO '{await find.ExecuteScalarAsync()}'");
        await write.ExecuteNonQueryAsync();
        await using var reload = source.CreateCommand("SELECT pg_reload_conf()");
        await reload.ExecuteNonQueryAsync();
        while (await IsOpenAsync(server)) // the server reloads in the background
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
    }

    private static async Task<bool> IsOpenAsync(PostgresServer server)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={server.Port};Username=md5;Password=wrong;Database=postgres;Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
