using System.Collections.Generic;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>A method that takes a handler, such as <c>app.Get(…)</c>, or the attribute of its name.</summary>
/// <param name="Kind">The occasion on which handlers of it run.</param>
/// <param name="Http">The HTTP method; empty for a handler that runs for several, or without a request.</param>
internal sealed record RouteMethod(EndpointKind Kind, string Http)
{
    internal static IReadOnlyDictionary<string, RouteMethod> ByName { get; } = new Dictionary<string, RouteMethod>
    {
        ["Get"] = new(EndpointKind.Http, "GET"),
        ["Post"] = new(EndpointKind.Http, "POST"),
        ["Put"] = new(EndpointKind.Http, "PUT"),
        ["Patch"] = new(EndpointKind.Http, "PATCH"),
        ["Delete"] = new(EndpointKind.Http, "DELETE"),
        ["Head"] = new(EndpointKind.Http, "HEAD"),
        ["Options"] = new(EndpointKind.Http, "OPTIONS"),
        ["WebSocket"] = new(EndpointKind.WebSocket, "GET"),
        ["Depends"] = new(EndpointKind.GroupDependency, ""),
    };

    internal static RouteMethod Bound { get; } = new(EndpointKind.Bound, "");
}
