using Rondo.Postgres.Ado;
using Rondo.Postgres.Login;

namespace Rondo.Postgres.Tests.Login;

/// <summary>URLs, connection strings, environment variables and the password file.</summary>
public sealed class OptionTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "postgres://cook:s%3Acret@db:5433/kitchen", "db:5433 cook s:cret kitchen" },
        { "postgresql://cook@db", "db cook - -" },
        { "postgres:///kitchen?user=cook", "localhost cook - kitchen" },
        { "postgres://cook@a,b:2,c:3/kitchen?port=1", "a:1,b:2,c:3 cook - kitchen" },
        { "postgres://cook@[::1]:5433/kitchen", "::1:5433 cook - kitchen" },
        { "postgres://cook@[::1]/kitchen", "::1 cook - kitchen" },
        { "postgres://cook@%2Frun%2Fpg/kitchen", "/run/pg cook - kitchen" },
        { "postgres://cook@/kitchen?host=/run/pg&port=7", "/run/pg:7 cook - kitchen" },
        { "postgres://cook:p%40ss%2F@db/a%20b", "db cook p@ss/ a b" },
        { "Host=db;Port=5433;Username=cook;Password=s;Database=kitchen", "db:5433 cook s kitchen" },
        { "Server=a,b:2;User Id=cook;Pwd=s;Db=kitchen", "a,b:2 cook s kitchen" },
    };

    public static TheoryData<string, string> Refused => new()
    {
        { "mysql://db", "The scheme 'mysql' of the database's URL is unknown. Write postgres://" },
        { "postgres://db:x/kitchen", "The port 'x' of the host 'db' must be an integer from 1 to 65535." },
        { "postgres://db:0/kitchen", "The port '0' of the host 'db' must be an integer from 1 to 65535." },
        { "postgres://db?port=x", "The option 'port' of the connection string must be an integer, and is 'x'." },
        { "postgres://db?sslmode=maybe", "The sslmode 'maybe' is unknown. Use disable, prefer, require, verify-ca or verify-full." },
        { "postgres://db?target_session_attrs=best", "The target_session_attrs 'best' is unknown. Use any, read-write" },
        { "Host=db;Nothing=1", "The connection string has the option 'nothing', which Rondo.Postgres does not have." },
    };

    public static TheoryData<string, string, Func<PostgresOptions, object?>> Variables => new()
    {
        { "PGHOST", "db", static options => options.Hosts[0].Name },
        { "PGPORT", "7", static options => $"{options.Hosts[0].Port}" },
        { "PGUSER", "cook", static options => options.User },
        { "PGPASSWORD", "secret", static options => options.Password },
        { "PGPASSFILE", "/file", static options => options.PasswordFile },
        { "PGDATABASE", "kitchen", static options => options.Database },
        { "PGSSLMODE", "verify-full", static options => options.SslMode == PostgresSslMode.VerifyFull ? "verify-full" : null },
        { "PGSSLROOTCERT", "/root", static options => options.RootCertificate },
        { "PGSSLCERT", "/cert", static options => options.ClientCertificate },
        { "PGSSLKEY", "/key", static options => options.ClientKey },
        { "PGTARGETSESSIONATTRS", "read-write", static options => options.Target == PostgresTarget.ReadWrite ? "read-write" : null },
        { "PGAPPNAME", "kitchen", static options => options.ApplicationName },
        { "PGOPTIONS", "-c geqo=off", static options => options.Settings["options"] },
        { "PGCONNECT_TIMEOUT", "3", static options => $"{options.ConnectTimeout.TotalSeconds}" },
    };

    [Theory, MemberData(nameof(Texts))]
    public void A_text_is_read(string text, string expected)
    {
        var options = PostgresText.Parse(text, static _ => null);
        Assert.Equal(expected, $"{string.Join(',', options.Hosts)} {options.User} {options.Password ?? "-"} {options.Database ?? "-"}");
    }

    [Theory, MemberData(nameof(Refused))]
    public void A_text_that_is_wrong_is_an_error_with_its_value(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => PostgresText.Parse(text, static _ => null)).Message, StringComparison.Ordinal);

    [Theory, MemberData(nameof(Variables))]
    public void A_variable_stands_in_for_an_option_and_gives_way_to_it(string variable, string value, Func<PostgresOptions, object?> get)
    {
        Assert.Equal(value, get(PostgresText.Parse("", name => name == variable ? value : null)));
        const string Own = "Host=h;Port=1;Username=u;Password=p;Passfile=f;Database=d;SslMode=disable;SslRootCert=r;SslCert=c;SslKey=k;"
            + "Target Session Attributes=any;Application Name=a;Options=o;Timeout=1";
        Assert.NotEqual(value, get(PostgresText.Parse(Own, name => name == variable ? value : null)));
    }

    [Fact]
    public void The_password_file_gives_the_first_line_that_fits()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, ["# db:1:d:u:no", "db:1:d:u:one", "db:*:*:u:two", "d\\:b:1:d:u:th\\\\ree:", "localhost:*:*:*:socket", "short:line"]);
            Assert.Equal("one", Find("db", 1));
            Assert.Equal("two", Find("db", 2));
            Assert.Equal("th\\ree:", Find("d:b", 1));
            Assert.Equal("socket", Find("/run/pg", 1));
            Assert.Null(Find("elsewhere", 1));
            if (OperatingSystem.IsWindows())
                return;
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.Equal(
                $"The password file {file} can be read by other users. Run chmod 600 {file}.",
                Assert.Throws<PostgresUnavailableException>(() => Find("db", 1)).Message);
        }
        finally
        {
            File.Delete(file);
        }

        string? Find(string host, int port) =>
            PasswordFile.Find(new PostgresHost(host, port), new PostgresOptions { User = "u", Database = "d", PasswordFile = file });
    }
}
