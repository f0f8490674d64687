using System.Net.Sockets;
using System.Security.Authentication;
using Rondo.Postgres.Exchanges;

namespace Rondo.Postgres.Connections;

/// <summary>Opens connections to the first of several servers that fits.</summary>
internal static class Connector
{
    /// <exception cref="PostgresUnavailableException">No server can be reached, or none fits.</exception>
    /// <exception cref="PostgresException">The server refused the login.</exception>
    internal static async Task<WireConnection> OpenAsync(PostgresOptions options)
    {
        var problems = new List<string>();
        Exception? last = null;
        foreach (var target in options.Target == PostgresTarget.PreferStandby ? [PostgresTarget.Standby, PostgresTarget.Any]
            : (PostgresTarget[])[options.Target])
        {
            foreach (var host in options.Hosts)
            {
                try
                {
                    if (await TryOpenAsync(host, options, target) is { } connection)
                        return connection;
                    problems.Add($"{host} is not {target}");
                }
                catch (Exception exception) when (IsWorthAnother(exception, options))
                {
                    last = exception;
                    problems.Add(options.Hosts.Count == 1 ? exception.Message : $"{host}: {exception.Message}");
                }
            }
        }

        throw new PostgresUnavailableException($"No connection to the server could be opened: {string.Join("; ", problems)}", last);
    }

    private static bool IsWorthAnother(Exception exception, PostgresOptions options) => exception switch
    {
        PostgresException refused => options.Hosts.Count > 1 && refused.IsTransient,
        IOException or SocketException or AuthenticationException or PostgresUnavailableException or PostgresProtocolException => true,
        _ => false,
    };

    private static async Task<WireConnection?> TryOpenAsync(PostgresHost host, PostgresOptions options, PostgresTarget target)
    {
        var connection = await CancelScope.MoveOnAfter(options.ConnectTimeout, () => WireConnection.OpenAsync(host, options))
            ?? throw new PostgresUnavailableException($"{host} did not complete the login within {options.ConnectTimeout.TotalSeconds} s.");
        try
        {
            if (await FitsAsync(connection, target))
                return connection;
        }
        catch
        {
            await connection.CloseAsync();
            throw;
        }

        await connection.CloseAsync();
        return null;
    }

    private static async ValueTask<bool> FitsAsync(WireConnection connection, PostgresTarget target)
    {
        if (target == PostgresTarget.Any)
            return true;

        // Newer servers say it with the login; older ones are asked.
        var isStandby = await IsOnAsync(connection, "in_hot_standby", "SELECT pg_catalog.pg_is_in_recovery()");
        return target switch
        {
            PostgresTarget.Primary => !isStandby,
            PostgresTarget.Standby => isStandby,
            _ => (isStandby
                || await IsOnAsync(
                    connection, "default_transaction_read_only",
                    "SHOW default_transaction_read_only")) == (target == PostgresTarget.ReadOnly),
        };
    }

    private static async ValueTask<bool> IsOnAsync(WireConnection connection, string parameter, string question)
    {
        if (connection.Parameters.TryGetValue(parameter, out var value))
            return value == "on";
        var exchange = new SimpleExchange(question);
        await connection.RunAsync(exchange);
        return exchange.FirstValue is "on" or "t";
    }
}
