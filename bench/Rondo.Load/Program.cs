// The servers under load; bench/compare.py, bench/drain.py, Rondo.Soak and the tests start them, beside their peers.
using Rondo.Load;

switch (LoadArguments.Parse(args))
{
    case { Server: "rondo" or "kestrel" or "kestrel-inline" or "kestrel-attacked" } arguments:
        WebServer.Run(arguments);
        return 0;
    case { Server: "minimal" } arguments:
        Framework.RunMinimal(arguments);
        return 0;
    case { Server: "api" or "attacked" } arguments:
        Framework.RunApi(arguments);
        return 0;
    case { Server: "data" } arguments:
        DataServers.RunRondo(arguments);
        return 0;
    case { Server: "kestrel-data" } arguments:
        DataServers.RunKestrel(arguments);
        return 0;
    case { Server: "postgres" } arguments:
        PostgresServers.RunRondo(arguments);
        return 0;
    case { Server: "kestrel-postgres" } arguments:
        PostgresServers.RunKestrel(arguments);
        return 0;
    case { Server: "gateway" } arguments:
        Gateways.RunRondo(arguments);
        return 0;
    case { Server: "kestrel-gateway" } arguments:
        Gateways.RunKestrel(arguments);
        return 0;
    case { Server: "aggregator" } arguments:
        AggregatorServers.RunRondo(arguments);
        return 0;
    case { Server: "kestrel-aggregator" } arguments:
        AggregatorServers.RunKestrel(arguments);
        return 0;
    case { Server: "entities" } arguments:
        EntityServers.RunRondo(arguments);
        return 0;
    case { Server: "kestrel-entities" } arguments:
        EntityServers.RunKestrel(arguments);
        return 0;
    case { Server: "chat" } arguments:
        ChatServers.RunRondo(arguments);
        return 0;
    case { Server: "kestrel-chat" } arguments:
        ChatServers.RunSignalR(arguments);
        return 0;
    case { Server: "tcp-hello" } arguments:
        BareHello.Run(arguments.Port, arguments.Driver);
        return 0;
    default:
        Console.Error.WriteLine(LoadArguments.Usage);
        return 2;
}
