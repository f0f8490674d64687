using System.Globalization;
using Npgsql;

namespace Rondo.Data.Urls;

/// <summary>A database of PostgreSQL's, as a URL describes it: in the form of libpq, with its options.</summary>
internal sealed class PostgresUrl
{
    private PostgresUrl(DatabaseUrl url)
    {
        if (!url.Rest.StartsWith("//", StringComparison.Ordinal))
            throw new FormatException("The database's URL needs two slashes behind the scheme: postgres://user:password@host/name.");
        var (authority, path) = Split(url.Rest[2..], '/');
        var builder = new NpgsqlConnectionStringBuilder
        {
            Timezone = "UTC",
            ApplicationName = "Rondo",
            MaxPoolSize = 20,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            IncludeFailedBatchedCommand = true
        };
        ReadAuthority(builder, authority);
        builder.Database = path is { Length: > 0 } ? DatabaseUrl.Decode(path, "name") : builder.Database ?? builder.Username;
        ReadOptions(builder, url);
        IsNative = url.TakeWord("driver", "rondo", "npgsql") != "npgsql";
        PoolSize = builder.MaxPoolSize;
        Wait = url.TakeSeconds("pool_timeout") ?? TimeSpan.FromSeconds(30);
        url.CheckOptions(
            "host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey", "application_name",
            "connect_timeout", "options", "search_path",
            "target_session_attrs", "pool_size", "pool_timeout", "prepare", "driver");
        Builder = builder;
        var port = builder.Port == NpgsqlConnection.DefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{builder.Port}");
        Name = $"{builder.Database} at {builder.Host}{port}";
    }

    /// <summary>Gets the connection string of Npgsql.</summary>
    internal NpgsqlConnectionStringBuilder Builder { get; }

    /// <summary>Gets whether Rondo.Postgres is the driver, rather than Npgsql.</summary>
    internal bool IsNative { get; }

    /// <summary>Gets the database's name and host, for messages.</summary>
    internal string Name { get; }

    /// <summary>Gets the largest number of connections.</summary>
    internal int PoolSize { get; }

    /// <summary>Gets how long a caller waits for a connection.</summary>
    internal TimeSpan Wait { get; }

    internal static PostgresUrl Of(DatabaseUrl url) => new(url);

    private static void ReadAuthority(NpgsqlConnectionStringBuilder builder, string authority)
    {
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Split(authority[..at], ':');
            builder.Username = DatabaseUrl.Decode(user, "user");
            if (password is not null)
                builder.Password = DatabaseUrl.Decode(password, "password");
        }

        var hosts = authority[(at + 1)..];
        if (hosts.Length == 0)
            builder.Host = "localhost";
        else if (hosts.Contains(',', StringComparison.Ordinal))
            builder.Host = DatabaseUrl.Decode(hosts, "host"); // several, each with its port
        else
            ReadHost(builder, hosts);
    }

    private static void ReadHost(NpgsqlConnectionStringBuilder builder, string host)
    {
        var colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']'))
        {
            builder.Port = Port(host[(colon + 1)..]);
            host = host[..colon];
        }

        host = DatabaseUrl.Decode(host, "host");
        builder.Host = host is ['[', .., ']'] ? host[1..^1] : host;
    }

    private static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue
            ? port
            : throw new FormatException(
                "The port of the database's URL must be an integer from 1 to 65535. Encode a colon in a password as %3A, and "
                    + "a slash as %2F.");

    private static void ReadOptions(NpgsqlConnectionStringBuilder builder, DatabaseUrl url)
    {
        builder.Host = url.Take("host") ?? builder.Host;
        if (url.Take("port") is { } port)
            builder.Port = Port(port);
        builder.Username = url.Take("user") ?? builder.Username;
        builder.Password = url.Take("password") ?? builder.Password;
        builder.Database = url.Take("dbname") ?? builder.Database;
        builder.ApplicationName = url.Take("application_name") ?? builder.ApplicationName;
        builder.Options = url.Take("options") ?? builder.Options;
        builder.SearchPath = url.Take("search_path") ?? builder.SearchPath;
        builder.RootCertificate = url.Take("sslrootcert") ?? builder.RootCertificate;
        builder.SslCertificate = url.Take("sslcert") ?? builder.SslCertificate;
        builder.SslKey = url.Take("sslkey") ?? builder.SslKey;
        builder.Timeout = url.TakeInteger("connect_timeout", 1, 1_000) ?? builder.Timeout;
        builder.MaxPoolSize = url.TakeInteger("pool_size", 1, 10_000) ?? builder.MaxPoolSize;
        builder.MaxAutoPrepare = url.TakeWord("prepare", "true", "false") == "false" ? 0 : builder.MaxAutoPrepare;
        builder.SslMode = url.TakeWord("sslmode", "disable", "allow", "prefer", "require", "verify-ca", "verify-full") switch
        {
            "disable" => SslMode.Disable,
            "allow" => SslMode.Allow,
            "require" => SslMode.Require,
            "verify-ca" => SslMode.VerifyCA,
            "verify-full" => SslMode.VerifyFull,
            _ => SslMode.Prefer,
        };
        if (url.TakeWord(
            "target_session_attrs", "any", "read-write", "read-only", "primary", "standby", "prefer-standby") is { } attributes)
            builder.TargetSessionAttributes = attributes;

    }

    private static (string Head, string? Tail) Split(string text, char at) =>
        text.IndexOf(at) is >= 0 and var index ? (text[..index], text[(index + 1)..]) : (text, null);
}
