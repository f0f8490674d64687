// The servers under load: Rondo.Load <server> <port> [driver]. bench/compare.py starts them beside their peers.
using Rondo.Load;

if (args is not [var server, var portText, ..] || !int.TryParse(portText, out var port))
{
    Console.Error.WriteLine("usage: Rondo.Load <rondo-json|kestrel-json|minimal|api|tcp-hello> <port> [uring|epoll|portable]");
    return 2;
}

var driver = args.Length > 2 ? args[2] : null;
switch (server)
{
    case "rondo-json":
        WebServer.Run(port, useRondo: true, driver);
        return 0;
    case "kestrel-json":
        WebServer.Run(port, useRondo: false, driver);
        return 0;
    case "minimal":
        Framework.RunMinimal(port, driver);
        return 0;
    case "api":
        Framework.RunApi(port, driver);
        return 0;
    case "tcp-hello":
        BareHello.Run(port, driver);
        return 0;
    default:
        Console.Error.WriteLine($"Unknown server '{server}'.");
        return 2;
}
