using System.Data.Common;
using System.Globalization;

namespace Rondo.Postgres.Ado;

/// <summary>Options in text: a URL, or a connection string of ADO.NET.</summary>
internal static class PostgresText
{
    /// <param name="text">The text. Options that it lacks are those of libpq's environment variables.</param>
    /// <param name="environment">Returns the value of a variable; null: of the process.</param>
    /// <exception cref="FormatException">The text is neither, or has an option that Rondo.Postgres does not have.</exception>
    internal static PostgresOptions Parse(string text, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var values = text.Contains("://", StringComparison.Ordinal) ? OfUrl(text) : OfPairs(text);
        PostgresEnvironment.Complete(values, environment ?? Environment.GetEnvironmentVariable);
        var port = Integer(values, "port", PostgresHost.DefaultPort);
        var options = new PostgresOptions
        {
            Hosts = [.. Take(values, "host", "localhost").Split(',').Select(host => Host(host, port))],
            User = Take(values, "user", Environment.UserName),
            Password = TryTake(values, "password"),
            Database = TryTake(values, "database"),
            SslMode = SslMode(Take(values, "sslmode", "prefer")),
            PasswordFile = TryTake(values, "passfile"),
            RootCertificate = TryTake(values, "rootcertificate"),
            ClientCertificate = TryTake(values, "sslcertificate"),
            ClientKey = TryTake(values, "sslkey"),
            Target = Target(Take(values, "targetsessionattributes", "any")),
            ApplicationName = Take(values, "applicationname", "Rondo"),
            ConnectTimeout = TimeSpan.FromSeconds(Integer(values, "timeout", 15)),
            PoolSize = Integer(values, "maxpoolsize", 20),
            MaxPrepared = Take(values, "prepare", "true") == "false" ? 0 : Integer(values, "maxautoprepare", 100),
            Settings = Settings(("search_path", TryTake(values, "searchpath")), ("options", TryTake(values, "options"))),
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
        var (scheme, rest) = Split(text, "://");
        if (scheme is not ("postgres" or "postgresql"))
            throw new FormatException(
                $"The scheme '{scheme}' of the database's URL is unknown. Write postgres://user:password@host/name, with special "
                    + "characters encoded: %40 for @.");
        var (address, query) = Split(rest, "?");
        var (authority, database) = Split(address, "/");
        var at = authority.LastIndexOf('@');
        var (user, password) = Split(authority[..Math.Max(0, at)], ":");
        var values = new Dictionary<string, string>();
        Set("host", authority[(at + 1)..]);
        Set("user", user);
        Set("password", password);
        Set("database", database);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            Set(Split(pair, "=").Head, Split(pair, "=").Tail);
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
        "sslcert" => "sslcertificate",
        "targetsessionattrs" => "targetsessionattributes",
        "connecttimeout" => "timeout",
        "maximumpoolsize" or "poolsize" => "maxpoolsize",
        var other => other,
    };

    private static (string Head, string Tail) Split(string text, string at) =>
        text.IndexOf(at, StringComparison.Ordinal) is >= 0 and var index ? (text[..index], text[(index + at.Length)..]) : (text, "");

    private static Dictionary<string, string> Settings(params (string Name, string? Value)[] all) =>
        all.Where(static each => each.Value is not null).ToDictionary(static each => each.Name, static each => each.Value!);

    /// <summary>Reads a host with or without a port: <c>db:5433</c>, <c>[::1]:5433</c>, <c>/run/postgresql</c>.</summary>
    private static PostgresHost Host(string text, int port)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = colon >= 0 && (text.IndexOf(':', StringComparison.Ordinal) == colon || text[Math.Max(0, colon - 1)] == ']');
        var name = (hasPort ? text[..colon] : text).Trim('[', ']');
        if (!hasPort)
            return new PostgresHost(name, port);
        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var own)
            && own is > 0 and <= 65_535
            ? new PostgresHost(name, own)
            : throw new FormatException($"The port '{text[(colon + 1)..]}' of the host '{name}' must be an integer from 1 to 65535.");
    }

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
