using System.Data.Common;
using System.Globalization;

namespace Rondo.Postgres.Ado;

/// <summary>Options in text: a URL, or a connection string of ADO.NET.</summary>
internal static class PostgresText
{
    /// <exception cref="FormatException">The text is neither, or has an option that Rondo.Postgres does not have.</exception>
    internal static PostgresOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var values = text.Contains("://", StringComparison.Ordinal) ? OfUrl(text) : OfPairs(text);
        var port = Integer(values, "port", PostgresHost.DefaultPort);
        var options = new PostgresOptions
        {
            Hosts = [.. Take(values, "host", "localhost").Split(',').Select(host => Host(host, port))],
            User = Take(values, "user", Environment.UserName),
            Password = TryTake(values, "password"),
            Database = TryTake(values, "database"),
            SslMode = SslMode(Take(values, "sslmode", "prefer")),
            RootCertificate = TryTake(values, "rootcertificate"),
            Target = Target(Take(values, "targetsessionattributes", "any")),
            ApplicationName = Take(values, "applicationname", "Rondo"),
            ConnectTimeout = TimeSpan.FromSeconds(Integer(values, "timeout", 15)),
            PoolSize = Integer(values, "maxpoolsize", 20),
            MaxPrepared = Take(values, "prepare", "true") == "false" ? 0 : Integer(values, "maxautoprepare", 100),
            Settings = TryTake(values, "searchpath") is { } path ? new Dictionary<string, string> { ["search_path"] = path } : [],
        };
        return values.Count == 0 ? options : throw new FormatException(
            $"The connection string has the option '{values.Keys.First()}', which Rondo.Postgres does not have. Remove it, "
                + $"or use PostgresOptions.");
    }

    /// <summary>Returns the connection string of options, without the password.</summary>
    internal static string Format(PostgresOptions options) =>
        $"Host={string.Join(',', options.Hosts)};Username={options.User};Database={options.DatabaseName}";

    private static Dictionary<string, string> OfPairs(string text)
    {
        var values = new Dictionary<string, string>();
        try
        {
            var builder = new DbConnectionStringBuilder { ConnectionString = text };
            foreach (string key in builder.Keys)
                values[NameOf(key)] = Convert.ToString(builder[key], CultureInfo.InvariantCulture)!;
        }
        catch (ArgumentException exception)
        {
            throw new FormatException(
                $"The connection string cannot be read. Write Host=...;Username=...;Database=... {exception.Message}", exception);
        }

        return values;
    }

    private static Dictionary<string, string> OfUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("postgres" or "postgresql"))
            throw new FormatException(
                "The URL of the database cannot be read. Write postgres://user:password@host/name, with special characters "
                    + "encoded: %40 for @.");
        var values = new Dictionary<string, string>();
        Set("host", url.Host);
        Set("port", url.IsDefaultPort || url.Port < 0 ? "" : url.Port.ToString(CultureInfo.InvariantCulture));
        var user = url.UserInfo.Split(':', 2);
        Set("user", user[0]);
        Set("password", user.Length > 1 ? user[1] : "");
        Set("database", url.AbsolutePath.TrimStart('/'));
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Set(pair.Split('=', 2)[0], pair.Contains('=', StringComparison.Ordinal) ? pair.Split('=', 2)[1] : "");
        return values;

        void Set(string name, string value)
        {
            if (value.Length > 0)
                values[NameOf(name)] = Uri.UnescapeDataString(value);
        }
    }

    /// <summary>Names are those of libpq and of Npgsql, in one spelling.</summary>
    private static string NameOf(string name) => new string([.. name.Where(char.IsLetter)]).ToLowerInvariant() switch
    {
        "server" => "host",
        "username" or "userid" or "uid" => "user",
        "pwd" => "password",
        "dbname" or "db" => "database",
        "sslrootcert" => "rootcertificate",
        "targetsessionattrs" => "targetsessionattributes",
        "connecttimeout" => "timeout",
        "maximumpoolsize" or "poolsize" => "maxpoolsize",
        var other => other,
    };

    private static PostgresHost Host(string text, int port) =>
        text.Split(':') is [var name, var own] && int.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new PostgresHost(name, number) : new PostgresHost(text, port);

    private static string? TryTake(Dictionary<string, string> values, string name) => values.Remove(name, out var value) ? value : null;

    private static string Take(Dictionary<string, string> values, string name, string otherwise) => TryTake(values, name) ?? otherwise;

    private static int Integer(Dictionary<string, string> values, string name, int otherwise) =>
        TryTake(values, name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"The option '{name}' of the connection string must be an integer, and is '{text}'.");

    private static PostgresSslMode SslMode(string text) => text.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant() switch
    {
        "disable" or "allow" => PostgresSslMode.Disable,
        "prefer" => PostgresSslMode.Prefer,
        "require" => PostgresSslMode.Require,
        "verifyca" => PostgresSslMode.VerifyCA,
        "verifyfull" => PostgresSslMode.VerifyFull,
        _ => throw new FormatException($"The sslmode '{text}' is unknown. Use disable, prefer, require, verify-ca or verify-full."),
    };

    private static PostgresTarget Target(string text) =>
        Enum.TryParse<PostgresTarget>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var target) ? target
        : throw new FormatException(
            $"The target_session_attrs '{text}' is unknown. Use any, read-write, read-only, primary, standby or prefer-standby.");
}
