using Rondo.Data.Engines.Npgsql;
using Rondo.Data.Engines.Postgres;
using Rondo.Data.Engines.Sqlite;

namespace Rondo.Data.Tests;

/// <summary>URLs of databases.</summary>
public sealed class UrlTests
{
    [Theory]
    [InlineData("kitchen.db", "The database's URL has no scheme. A database's URL looks like sqlite:///file.db, sqlite::memory: or postgres://user:password@host/name.")]
    [InlineData("", "The database's URL has no scheme. A database's URL looks like sqlite:///file.db, sqlite::memory: or postgres://user:password@host/name.")]
    [InlineData("mysql://me:secret@host/db", "The scheme 'mysql' of the database's URL is unknown. Use sqlite or postgres. A database's URL looks like sqlite:///file.db, sqlite::memory: or postgres://user:password@host/name.")]
    [InlineData("sqlite:", "The database's URL names no file: sqlite:///file.db, or sqlite::memory:.")]
    [InlineData("sqlite:///", "The database's URL names no file: sqlite:///file.db, or sqlite::memory:.")]
    [InlineData("sqlite://host/file.db", "The database's URL names the host 'host', and SQLite has none. Write three slashes: sqlite:///file.db.")]
    [InlineData("sqlite:///a%2.db", "The file of the database's URL has a % without two hexadecimal digits. Write %25 for a percent sign.")]
    [InlineData("sqlite:///a%00.db", "The file of the database's URL has a NUL character.")]
    [InlineData("sqlite:///a.db?mode=rx", "The option mode=rx of the database's URL must be one of ro, rw, rwc.")]
    [InlineData("sqlite:///a.db?readers=0", "The option readers=0 of the database's URL must be an integer from 1 to 1000.")]
    [InlineData("sqlite:///a.db?busy_timeout=5s", "The option busy_timeout=5s of the database's URL is no number of seconds: busy_timeout=5, busy_timeout=0.5.")]
    [InlineData("sqlite:///a.db?mode", "The option 'mode' of the database's URL has no value: write name=value.")]
    [InlineData("sqlite:///a.db?mode=ro&mode=rw", "The option 'mode' stands twice in the database's URL.")]
    [InlineData("sqlite:///a.db?journal=wal", "The option 'journal' of the database's URL is unknown. sqlite has mode, synchronous, busy_timeout, pool_timeout, readers.")]
    [InlineData("postgres:host", "The database's URL needs two slashes behind the scheme: postgres://user:password@host/name.")]
    [InlineData("postgres://me:se/cret@host/db", "The port of the database's URL must be an integer from 1 to 65535. Encode a colon in a password as %3A, and a slash as %2F.")]
    [InlineData("postgres://host:0/db", "The port of the database's URL must be an integer from 1 to 65535. Encode a colon in a password as %3A, and a slash as %2F.")]
    [InlineData("postgres://host/db?sslmode=yes", "The option sslmode=yes of the database's URL must be one of disable, allow, prefer, require, verify-ca, verify-full.")]
    [InlineData("postgres://host/db?driver=odbc", "The option driver=odbc of the database's URL must be one of rondo, npgsql.")]
    public void A_wrong_part_is_named(string url, string message)
    {
        var error = Assert.Throws<FormatException>(() => Database.Open(url));
        Assert.Equal(message, error.Message);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite:///kitchen.db", "kitchen.db")]
    [InlineData("sqlite:kitchen.db", "kitchen.db")]
    [InlineData("sqlite:data/kitchen.db", "data/kitchen.db")]
    [InlineData("SQLITE:///data/kitchen.db", "/data/kitchen.db")]
    [InlineData("sqlite:////data/kitchen.db", "/data/kitchen.db")]
    [InlineData("sqlite:///data/my%20kitchen%3F.db?mode=ro", "/data/my kitchen?.db")]
    public void A_file_is_found(string url, string file)
    {
        var parsed = Assert.IsType<SqliteEngine>(Database.Open(url).Engine);
        Assert.Equal(Path.GetFullPath(file), parsed.Url.Name);
    }

    [Theory]
    [InlineData("postgres://ann:p%40ss%3Aword@db.example:6543/shop", "db.example", 6543, "ann", "p@ss:word", "shop")]
    [InlineData("postgresql://ann@[::1]/shop", "::1", 5432, "ann", null, "shop")]
    [InlineData("postgres://ann@/shop?host=%2Fvar%2Frun%2Fpostgresql", "/var/run/postgresql", 5432, "ann", null, "shop")]
    [InlineData("postgres://ann@%2Fvar%2Frun%2Fpostgresql/shop", "/var/run/postgresql", 5432, "ann", null, "shop")]
    [InlineData("postgres://ann@one:1111,two:2222/shop", "one:1111,two:2222", 5432, "ann", null, "shop")]
    [InlineData("postgres://ann:a@b@host", "host", 5432, "ann", "a@b", "ann")]
    public void A_server_is_found(string url, string host, int port, string user, string? password, string name)
    {
        var builder = Assert.IsType<PostgresEngine>(Database.Open(url).Engine).Url.Builder;
        Assert.Equal((host, port, user, password, name), (builder.Host, builder.Port, builder.Username, builder.Password, builder.Database));
    }

    [Theory]
    [InlineData("", typeof(PostgresEngine))]
    [InlineData("?driver=rondo", typeof(PostgresEngine))]
    [InlineData("?driver=npgsql", typeof(NpgsqlEngine))]
    public void A_driver_is_chosen(string options, Type engine) => Assert.IsType(engine, Database.Open($"postgres://host/name{options}").Engine);
}
