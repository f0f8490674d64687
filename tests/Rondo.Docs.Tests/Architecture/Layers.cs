namespace Rondo.Docs.Tests.Architecture;

/// <summary>The layers of each project in src: rows of folders from the bottom up, "" for the project's own folder.</summary>
/// <remarks>
/// A folder knows those of the rows below, and the others of its own row. A folder that is in no table belongs to the one above it. Rows of one
/// folder are the rule; a row of several is a circle of folders, and none is to become longer.
/// </remarks>
internal static class Layers
{
    internal static Dictionary<string, string[][]> Of { get; } = new()
    {
        ["Rondo"] =
        [
            ["Core"], ["Errors"], ["Cancellation"], ["Tasks"], ["Time"], ["Diagnostics"],
            ["IO/Drivers"], ["IO/Drivers/Linux"], ["IO/Drivers/Epoll"], ["IO/Drivers/Uring"], ["IO/Drivers/Portable"], ["IO/Drivers/Probing"],
            [""],
            ["Sync"], ["Offloading"], ["IO"],
            ["Gathering"], ["Retrying"], ["Processes"],
        ],
        ["Rondo.Http"] = [["Errors"], ["Options"], ["Timeouts"], ["Ambient"], ["Resilience"], [""]],
        ["Rondo.Server"] =
        [
            [""],
            ["Transport/Pipes"], ["Loops"], ["Transport"], ["InProcess"],
            ["WebSockets/Zlib"], ["WebSockets/Deflate"], ["WebSockets/Frames"], ["WebSockets/Closing"], ["WebSockets"],
            ["Http1/Headers"], ["Http1/Parsing"], ["Http1"], // with its bodies, which belong to their exchange
            ["Requests"],
            ["Hosting"],
        ],
        ["Rondo.Api"] =
        [
            ["Secrets"], ["Starting"], ["Validation"], ["Values"], ["Binding"], ["Descriptions"], ["Errors"],
            ["AfterTheResponse"], ["Bodies"], ["JsonReading"], ["Responses"], ["Dependencies"], ["Settings"],
            ["Uploads"], ["Security"], ["WebSockets"], ["Messaging"], ["Members"],
            ["Runtime"], ["OpenApi"], ["Routing"],
            ["Frontends"], ["Hosting"], ["HttpClients"],
        ],
        ["Rondo.Data"] =
        [
            ["Errors"], ["Rows"], ["Statements"], ["Tables"], ["Urls"],
            ["Engines"], ["Engines/Npgsql"], ["Engines/Postgres"], ["Engines/Sqlite"],
            ["Transactions"], ["Locks"], ["Migrations"],
            [""],
            ["Hosting"], ["Testing"],
        ],
        ["Rondo.EntityFrameworkCore"] = [["Interceptors"], [""]],
        ["Rondo.Postgres"] =
        [
            ["Syntax"], ["Errors"], ["Options"], ["Wire"], ["Types"], ["Login"], ["Exchanges"], ["Connections"], ["Notifications"],
            ["Sessions"], ["Copy"], ["Ado"],
        ],
        ["Rondo.Jobs"] = [[""], ["Definitions"], ["Storage"], ["Working"], ["Queues"], ["Pages"], ["Hosting"], ["Testing"]],
        ["Rondo.Nats"] = [[""]],
        ["Rondo.OpenTelemetry"] = [[""]],
        ["Rondo.Testing"] = [["Network"], ["Client"], [""]],
        ["Rondo.Generators"] =
        [
            [""],
            ["Endpoints/Model"], ["Endpoints/Types"], ["Endpoints/Parameters"], ["Endpoints/Parsing"], ["Endpoints/Resolving"],
            ["Endpoints/Emitting"], ["Endpoints"],
            ["Rows"], ["Settings"], ["Processes"], ["Analyzers"],
        ],
        ["Rondo.Generators.CodeFixes"] = [[""]],
    };
}
