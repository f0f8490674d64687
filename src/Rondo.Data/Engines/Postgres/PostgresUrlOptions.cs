using System.Globalization;
using Npgsql;
using Rondo.Data.Urls;
using Rondo.Postgres;
using Rondo.Postgres.Ado;

namespace Rondo.Data.Engines.Postgres;

/// <summary>Writes what a URL says as options of Rondo.Postgres.</summary>
internal static class PostgresUrlOptions
{
    /// <exception cref="FormatException">The URL has an option that Rondo.Postgres does not have.</exception>
    internal static PostgresOptions Of(PostgresUrl url)
    {
        var builder = url.Builder;
        var environment = PostgresText.Parse(""); // PGUSER and the like
        return new PostgresOptions
        {
            Hosts = [.. builder.Host!.Split(',').Select(host => Host(host, builder.Port))],
            User = builder.Username ?? environment.User,
            Password = builder.Password ?? environment.Password,
            PasswordFile = builder.Passfile ?? environment.PasswordFile,
            Database = builder.Database ?? environment.Database,
            SslMode = builder.SslMode switch
            {
                SslMode.Disable or SslMode.Allow => PostgresSslMode.Disable,
                SslMode.Require => PostgresSslMode.Require,
                SslMode.VerifyCA => PostgresSslMode.VerifyCA,
                SslMode.VerifyFull => PostgresSslMode.VerifyFull,
                _ => PostgresSslMode.Prefer,
            },
            RootCertificate = builder.RootCertificate ?? environment.RootCertificate,
            ClientCertificate = builder.SslCertificate ?? environment.ClientCertificate,
            ClientKey = builder.SslKey ?? environment.ClientKey,
            Target = Target(builder.TargetSessionAttributes),
            ApplicationName = builder.ApplicationName ?? "Rondo",
            Settings = Settings(builder),
            ConnectTimeout = TimeSpan.FromSeconds(builder.Timeout),
            PoolSize = url.PoolSize,
            PoolTimeout = url.Wait,
            MaxPrepared = builder.MaxAutoPrepare,
        };
    }

    private static PostgresHost Host(string text, int port)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && text.IndexOf(':', StringComparison.Ordinal) == colon
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var own)
            ? new PostgresHost(text[..colon], own)
            : new PostgresHost(text, port);
    }

    private static PostgresTarget Target(string? attributes) => attributes switch
    {
        "read-write" => PostgresTarget.ReadWrite,
        "read-only" => PostgresTarget.ReadOnly,
        "primary" => PostgresTarget.Primary,
        "standby" => PostgresTarget.Standby,
        "prefer-standby" => PostgresTarget.PreferStandby,
        _ => PostgresTarget.Any,
    };

    private static Dictionary<string, string> Settings(NpgsqlConnectionStringBuilder builder)
    {
        var settings = new Dictionary<string, string>();
        if (builder.SearchPath is { } path)
            settings["search_path"] = path;
        if (builder.Options is { } options)
            settings["options"] = options;
        return settings;
    }
}
