using System.Net;
using System.Net.Sockets;
using System.Text;

using Rondo.Postgres.Tests.Ado;

namespace Rondo.Postgres.Tests.Login;

/// <summary>Hosts, sockets and servers that refuse the login: the right one is found, or the error tells what is wrong.</summary>
public sealed class ConnectTests
{
    [LoopFact(HangSeconds = 120)]
    public async Task A_login_is_refused_with_the_reason_and_the_value()
    {
        using var server = PostgresServer.Start();
        await server.ExecuteAsync("CREATE ROLE cook LOGIN PASSWORD 's:cret'", "CREATE ROLE guest LOGIN CONNECTION LIMIT 1");
        await server.SetRulesAsync("host all cook 127.0.0.1/32 scram-sha-256", "host all guest 127.0.0.1/32 trust");
        await RefusesAsync(server.UrlOf("cook:wrong"), "28P01", "password authentication failed for user \"cook\"");
        await RefusesAsync(server.UrlOf("stranger"), "28000", "no pg_hba.conf entry for host \"127.0.0.1\", user \"stranger\"");
        await RefusesAsync($"postgres://test@127.0.0.1:{server.Port}/nowhere", "3D000", "database \"nowhere\" does not exist");
        await using var source = PostgresDataSource.Create(server.UrlOf("guest"));
        await using (await source.OpenConnectionAsync(CancelScope.CurrentToken))
            await RefusesAsync(server.UrlOf("guest"), "53300", "too many connections for role \"guest\"");
        await using var none = PostgresDataSource.Create(server.UrlOf("cook", "passfile=/nowhere"));
        Assert.Contains(
            "asks for a password of the user 'cook', and there is none. Put it into the URL",
            (await OpenErrorAsync(none)).Message, StringComparison.Ordinal);
    }

    [LoopFact(HangSeconds = 120)]
    public async Task A_Unix_socket_is_named_by_its_folder()
    {
        using var server = PostgresServer.Start();
        foreach (var text in new[]
        {
            $"postgres://test@/postgres?host={server.Folder}&port={server.Port}",
            $"postgres://test@{Uri.EscapeDataString(server.Folder)}:{server.Port}/postgres",
            $"Host={server.Folder};Port={server.Port};Username=test;Database=postgres",
        })
        {
            await using var source = PostgresDataSource.Create(text);
            await using var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken);
            await using var command = connection.CreateCommand("SELECT inet_client_addr() IS NULL");
            Assert.Equal(true, await command.ExecuteScalarAsync(CancelScope.CurrentToken));
        }

        await using var missing = PostgresDataSource.Create($"postgres://test@/postgres?host={server.Folder}&port=1");
        Assert.Contains("No connection to the server could be opened", (await OpenErrorAsync(missing)).Message, StringComparison.Ordinal);
    }

    [LoopFact(HangSeconds = 120)]
    public async Task The_first_host_that_fits_is_taken()
    {
        using var writable = PostgresServer.Start();
        using var readable = PostgresServer.Start();
        await readable.ExecuteAsync("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
        while (!await IsReadOnlyAsync(readable))
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
        var hosts = $"127.0.0.1:1,127.0.0.1:{readable.Port},127.0.0.1:{writable.Port}";
        foreach (var (target, expected) in new[]
        {
            ("any", readable), ("read-write", writable), ("read-only", readable), ("primary", readable), ("prefer-standby", readable),
        })
        {
            await using var source = PostgresDataSource.Create($"postgres://test@{hosts}/postgres?target_session_attrs={target}");
            Assert.Equal(expected.Port, await source.ScalarAsync<int>("SELECT inet_server_port()"));
        }

        await using var none = PostgresDataSource.Create($"postgres://test@{hosts}/postgres?target_session_attrs=standby");
        var error = await OpenErrorAsync(none);
        Assert.Contains($"127.0.0.1:{readable.Port} is not Standby; 127.0.0.1:{writable.Port} is not Standby", error.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1: ", error.Message, StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task A_server_that_starts_is_passed_over_and_alone_is_an_error_to_try_again()
    {
        using var starting = new RefusingServer("57P03", "the database system is starting up");
        await using (var alone = PostgresDataSource.Create($"postgres://test@127.0.0.1:{starting.Port}/postgres"))
        {
            var error = Assert.IsType<PostgresException>(await OpenErrorAsync(alone));
            Assert.Equal(("57P03: the database system is starting up", true), (error.Message, error.IsTransient));
        }

        await using var two = PostgresDataSource.Create($"postgres://test@127.0.0.1:{starting.Port},127.0.0.1:{PostgresServer.Shared.Port}/postgres");
        Assert.Equal(PostgresServer.Shared.Port, await two.ScalarAsync<int>("SELECT inet_server_port()"));
    }

    [Fact]
    public async Task Logins_work_without_a_loop()
    {
        using var server = PostgresServer.Start();
        using var authority = new Authority();
        await server.ExecuteAsync("CREATE ROLE cook LOGIN PASSWORD 's:cret'");
        await server.SetRulesAsync("host all cook 127.0.0.1/32 scram-sha-256");
        await server.UseCertificateAsync(authority.Issue("127.0.0.1"), authority.RootFile);
        foreach (var options in new[] { "sslmode=disable", $"sslmode=verify-full&sslrootcert={authority.RootFile}" })
        {
            await using var db = Database.Open(server.UrlOf("cook:s%3Acret", options));
            Assert.Equal("cook", await db.ScalarAsync<string>($"SELECT current_user::text"));
        }

        await using var wrong = Database.Open(server.UrlOf("cook:wrong"));
        Assert.Equal(DatabaseErrorKind.AccessDenied, (await Assert.ThrowsAsync<DatabaseException>(() => wrong.CheckAsync())).Kind);
    }

    private static async Task RefusesAsync(string url, string code, string message)
    {
        await using var source = PostgresDataSource.Create(url);
        var error = Assert.IsType<PostgresException>(await OpenErrorAsync(source));
        Assert.Equal(code, error.SqlState);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<Exception> OpenErrorAsync(PostgresDataSource source) =>
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(async () => await source.OpenConnectionAsync(CancelScope.CurrentToken));

    private static async Task<bool> IsReadOnlyAsync(PostgresServer server)
    {
        await using var source = PostgresDataSource.Create(server.Url);
        return await source.ScalarAsync<string>("SHOW default_transaction_read_only") == "on";
    }

    /// <summary>Refuses each login with an error.</summary>
    private sealed class RefusingServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        internal RefusingServer(string code, string message)
        {
            _listener.Start();
            byte[] fields = [.. Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C{code}\0M{message}\0"), 0];
            byte[] error = [(byte)'E', 0, 0, 0, (byte)(fields.Length + 4), .. fields];
            new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        using var client = _listener.AcceptSocket();
                        var request = new byte[1024];
                        client.Receive(request);
                        client.Send("N"u8); // no encryption
                        client.Receive(request);
                        client.Send(error);
                        client.Shutdown(SocketShutdown.Send);
                        while (client.Receive(request) > 0)
                            continue; // until the client has read it
                    }
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    // The test has ended.
                }
            })
            { IsBackground = true }.Start();
        }

        internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();
    }
}
