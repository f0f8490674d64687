using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace Rondo.Postgres.Tests.Login;

/// <summary>Changes how a test's server lets clients in.</summary>
internal static class ServerConfiguration
{
    private const string Own = "host all test 127.0.0.1/32 trust";

    internal static string UrlOf(this PostgresServer server, string user, string options = "") =>
        $"postgres://{user}@127.0.0.1:{server.Port}/postgres?{options}";

    internal static async Task ExecuteAsync(this PostgresServer server, params string[] statements)
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={server.Port};Username=test;Database=postgres;Pooling=false;SSL Mode=Disable");
        await using var connection = await source.OpenConnectionAsync();
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Sets pg_hba.conf, which always lets the role of the tests in, and waits until it is in force.</summary>
    internal static async Task SetRulesAsync(this PostgresServer server, params string[] rules)
    {
        var lines = string.Join(", ", rules.Prepend(Own).Append("local all all trust").Select(static rule => $"('{rule}')"));
        await server.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS rules (rule text); TRUNCATE rules; INSERT INTO rules VALUES {lines}",
            "DO $$ BEGIN EXECUTE format('COPY rules TO %L', current_setting('hba_file')); END $$", "SELECT pg_reload_conf()");

        // The old rules let the role of the tests into any host; the new ones refuse unknown roles without looking for them.
        while (!await IsRefusedAsync(server))
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
    }

    /// <summary>Switches encryption on with a certificate, and waits until the server shows it.</summary>
    internal static async Task UseCertificateAsync(this PostgresServer server, (string Certificate, string Key) certificate, string rootFile)
    {
        await server.ExecuteAsync(
            "ALTER SYSTEM SET ssl = on", "ALTER SYSTEM SET ssl_ca_file = 'root.crt'", Write("server.crt", certificate.Certificate),
            Write("server.key", certificate.Key), Write("root.crt", await File.ReadAllTextAsync(rootFile)), "SELECT pg_reload_conf()");
        using var expected = X509Certificate2.CreateFromPem(certificate.Certificate);
        while (await ShownAsync(server) != expected.Thumbprint)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));

        static string Write(string file, string text) =>
            $"DO $do$ BEGIN EXECUTE format('COPY (SELECT %L) TO PROGRAM %L WITH (FORMAT csv, QUOTE ''|'')', $pem${text}$pem$, "
                + $"'tr -d ''|'' > {file}.new && chmod 600 {file}.new && mv {file}.new {file}'); END $do$";
    }

    private static async Task<string> ShownAsync(PostgresServer server)
    {
        var shown = "";
        var options = new NpgsqlDataSourceBuilder($"Host=127.0.0.1;Port={server.Port};Username=test;Database=postgres;Pooling=false;SSL Mode=Require");
        options.UseSslClientAuthenticationOptionsCallback(tls => tls.RemoteCertificateValidationCallback = (_, presented, _, _) =>
        {
            shown = new X509Certificate2(presented!).Thumbprint;
            return true;
        });
        try
        {
            await using var source = options.Build();
            await using var connection = await source.OpenConnectionAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or AuthenticationException)
        {
            // Not encrypted yet.
        }

        return shown;
    }

    private static async Task<bool> IsRefusedAsync(PostgresServer server)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={server.Port};Username=nobody;Database=postgres;Pooling=false;SSL Mode=Disable");
            await connection.OpenAsync();
            return false;
        }
        catch (Npgsql.PostgresException exception)
        {
            return exception.SqlState == "28000" && exception.MessageText.Contains("pg_hba.conf", StringComparison.Ordinal);
        }
    }
}
