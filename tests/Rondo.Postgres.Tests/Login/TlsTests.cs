using Npgsql;

namespace Rondo.Postgres.Tests.Login;

/// <summary>Encryption: each sslmode against servers without it, with a certificate that fits, and with those that do not.</summary>
public sealed class TlsTests
{
    private static readonly string[] s_modes = ["disable", "prefer", "require", "verify-ca", "verify-full"];

    [LoopFact(HangSeconds = 120)]
    public async Task Each_mode_takes_the_certificates_that_it_should()
    {
        using var server = PostgresServer.Start();
        using var authority = new Authority();
        using var other = new Authority();
        Assert.Equal("no no refused refused refused", await OutcomesAsync(server, authority));
        foreach (var (certificate, expected) in new[]
        {
            (authority.Issue("127.0.0.1"), "no yes yes yes yes"),
            (other.Issue("127.0.0.1"), "no yes yes refused refused"),
            (authority.Issue("elsewhere"), "no yes yes yes refused"),
            (authority.Issue("127.0.0.1", isExpired: true), "no yes yes refused refused"),
        })
        {
            await server.UseCertificateAsync(certificate, authority.RootFile);
            Assert.Equal(expected, await OutcomesAsync(server, authority));
        }
    }

    [LoopFact(HangSeconds = 120)]
    public async Task Errors_tell_what_the_certificate_lacks()
    {
        using var server = PostgresServer.Start();
        using var authority = new Authority();
        using var other = new Authority();
        Assert.Contains(
            $"The server 127.0.0.1:{server.Port} offers no encryption. Switch ssl on in its configuration, or connect with sslmode=prefer.",
            await ErrorAsync(server.UrlOf("test", "sslmode=require")), StringComparison.Ordinal);
        await server.UseCertificateAsync(authority.Issue("elsewhere"), authority.RootFile);
        Assert.Contains(
            "sslmode=VerifyFull needs a certificate of an authority that sslrootcert names, for the host 127.0.0.1.",
            await ErrorAsync(server.UrlOf("test", $"sslmode=verify-full&sslrootcert={authority.RootFile}")), StringComparison.Ordinal);
        Assert.Contains(
            "sslmode=VerifyCA needs a certificate of an authority that sslrootcert names.",
            await ErrorAsync(server.UrlOf("test", $"sslmode=verify-ca&sslrootcert={other.RootFile}")), StringComparison.Ordinal);
        Assert.Contains(
            "The file /nowhere.pem of sslrootcert cannot be read",
            await ErrorAsync(server.UrlOf("test", "sslmode=verify-ca&sslrootcert=/nowhere.pem")), StringComparison.Ordinal);
        Assert.Contains(
            "The file /nowhere.pem of sslcert cannot be read",
            await ErrorAsync(server.UrlOf("test", "sslmode=require&sslcert=/nowhere.pem")), StringComparison.Ordinal);
    }

    [LoopFact(HangSeconds = 120)]
    public async Task A_client_certificate_logs_in_its_role_and_no_other()
    {
        using var server = PostgresServer.Start();
        using var authority = new Authority();
        await server.ExecuteAsync("CREATE ROLE cook LOGIN; CREATE ROLE guest LOGIN");
        await server.SetRulesAsync("hostssl all cook 127.0.0.1/32 cert", "hostssl all guest 127.0.0.1/32 cert");
        await server.UseCertificateAsync(authority.Issue("127.0.0.1"), authority.RootFile);
        var (certificate, key) = authority.IssueFiles("cook");
        var options = $"sslmode=verify-full&sslrootcert={authority.RootFile}&sslcert={certificate}&sslkey={key}";
        await using (var db = Database.Open(server.UrlOf("cook", options)))
            Assert.Equal("cook", await db.ScalarAsync<string>($"SELECT current_user::text"));
        Assert.Contains("certificate authentication failed for user \"guest\"", await ErrorAsync(server.UrlOf("guest", options)), StringComparison.Ordinal);
        Assert.Contains(
            "connection requires a valid client certificate", await ErrorAsync(server.UrlOf("cook", "sslmode=require")), StringComparison.Ordinal);
    }

    [LoopFact(HangSeconds = 120)]
    public async Task A_login_by_SCRAM_is_bound_to_the_certificate()
    {
        using var server = PostgresServer.Start();
        using var authority = new Authority();
        await server.ExecuteAsync("CREATE ROLE cook LOGIN PASSWORD 's:cret'");
        await server.SetRulesAsync("hostssl all cook 127.0.0.1/32 scram-sha-256");
        await server.UseCertificateAsync(authority.Issue("127.0.0.1"), authority.RootFile);
        await using var db = Database.Open(server.UrlOf("cook:s%3Acret", $"sslmode=verify-full&sslrootcert={authority.RootFile}"));
        Assert.True(await db.ScalarAsync<bool>($"SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"));
        Assert.Contains(
            "password authentication failed for user \"cook\"",
            await ErrorAsync(server.UrlOf("cook:wrong", "sslmode=require")), StringComparison.Ordinal);
    }

    private static async Task<string> OutcomesAsync(PostgresServer server, Authority authority)
    {
        var outcomes = new List<string>();
        foreach (var mode in s_modes)
        {
            await using var db = Database.Open(server.UrlOf("test", $"sslmode={mode}&sslrootcert={authority.RootFile}"));
            try
            {
                outcomes.Add(await db.ScalarAsync<bool>($"SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") ? "yes" : "no");
            }
            catch (DatabaseUnavailable)
            {
                outcomes.Add("refused");
            }
        }

        return string.Join(' ', outcomes);
    }

    private static async Task<string> ErrorAsync(string url)
    {
        await using var db = Database.Open(url);
        return (await Assert.ThrowsAnyAsync<Exception>(() => db.CheckAsync())).Message;
    }
}
