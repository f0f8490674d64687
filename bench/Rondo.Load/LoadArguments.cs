using System.Globalization;
using Rondo.Server;

namespace Rondo.Load;

/// <summary>Which server to be, where, and from which loops.</summary>
internal sealed record LoadArguments(string Server, int Port, string? Driver, int Loops)
{
    internal const string Usage = """
        usage: Rondo.Load <server> <port, or 0> [uring|epoll|portable|default] [loops]
          rondo           ASP.NET's minimal API on UseRondo()
          kestrel         the same on stock Kestrel
          kestrel-inline  the same on Kestrel with its sockets completing inline
          minimal, api    the typed endpoints, with ASP.NET's validation and through Rondo.Api, on UseRondo()
          attacked        the latter with the endpoints that bench/attack.py attacks
          kestrel-attacked  the same on stock Kestrel, with ASP.NET's validation
          data            one row by its key from SQLite through Rondo.Data
          kestrel-data    the same through Microsoft.Data.Sqlite on stock Kestrel
          postgres        statements on the PostgreSQL at RONDO_LOAD_DATABASE through Rondo.Data
          kestrel-postgres  the same through Npgsql on stock Kestrel
          gateway         YARP's forwarder on UseRondo() with Rondo.Http's client, to the server at RONDO_LOAD_UPSTREAM
          kestrel-gateway the same on stock Kestrel with SocketsHttpHandler
          aggregator      three concurrent calls of the server at RONDO_LOAD_UPSTREAM for each request, with a typed client
          kestrel-aggregator  the same on stock Kestrel with IHttpClientFactory
          entities        one row by its key from SQLite through EF Core with UseRondo()
          kestrel-entities  the same through EF Core on stock Kestrel
          chat            a room over WebSockets with a topic, over the NATS at RONDO_LOAD_NATS where that is given
          kestrel-chat    the same with SignalR, over the Redis at RONDO_LOAD_REDIS
          tcp-hello       a canned answer over TcpStream
        """;

    internal static LoadArguments? Parse(string[] args) =>
        args is [var server, var port, ..] && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && (args.Length < 4 || int.TryParse(args[3], out _))
            ? new LoadArguments(
                server, number, args.Length > 2 && args[2] != "default" ? args[2] : null, args.Length > 3 ? int.Parse(args[3]) : 1)
            : null;

    internal void Apply(RondoServerOptions options)
    {
        options.Loops = Loops;
        options.Loop = new EventLoopOptions { Driver = Driver };
        // Reports of stalls in plenty: the watchdog must be able to compose one at any moment.
        if (int.TryParse(
            Environment.GetEnvironmentVariable("RONDO_LOAD_STALL_MS"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var milliseconds))
            options.Loop = new EventLoopOptions { Driver = Driver, StallThreshold = TimeSpan.FromMilliseconds(milliseconds) };
    }
}
