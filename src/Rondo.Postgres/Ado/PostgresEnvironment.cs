namespace Rondo.Postgres.Ado;

/// <summary>The environment variables of libpq, for options that a text lacks.</summary>
/// <remarks>https://www.postgresql.org/docs/current/libpq-envars.html</remarks>
internal static class PostgresEnvironment
{
    private static readonly (string Variable, string Option)[] s_all =
    [
        ("PGHOST", "host"), ("PGPORT", "port"), ("PGUSER", "user"), ("PGPASSWORD", "password"), ("PGPASSFILE", "passfile"),
        ("PGDATABASE", "database"), ("PGSSLMODE", "sslmode"), ("PGSSLROOTCERT", "rootcertificate"), ("PGSSLCERT", "sslcertificate"),
        ("PGSSLKEY", "sslkey"), ("PGTARGETSESSIONATTRS", "targetsessionattributes"), ("PGAPPNAME", "applicationname"),
        ("PGOPTIONS", "options"), ("PGCONNECT_TIMEOUT", "timeout"),
    ];

    internal static void Complete(Dictionary<string, string> values, Func<string, string?> environment)
    {
        foreach (var (variable, option) in s_all)
        {
            if (environment(variable) is { Length: > 0 } value)
                values.TryAdd(option, value);
        }
    }
}
