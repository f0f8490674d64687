using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>Handlers of one group that match the same requests.</summary>
internal static class RouteCollisions
{
    internal static EquatableArray<DiagnosticModel> Find(IEnumerable<EndpointModel> endpoints) => endpoints
        .Where(static endpoint => endpoint is { Pattern: not null, Receiver.Length: > 0, Verb: not "DEPENDS" })
        .GroupBy(static endpoint => (endpoint.Receiver, Verb: endpoint.Verb == "SOCKET" ? "GET" : endpoint.Verb, Shape: RoutePattern.Shape(endpoint.Pattern!)))
        .SelectMany(static group => group.OrderBy(static each => each.Location?.Path, StringComparer.Ordinal).ThenBy(static each => each.Location?.Span.Start).Skip(1).Select(again => DiagnosticModel.Of(
            Diagnostics.RouteCollision, again.Location, group.Key.Verb, again.Pattern!, Place(group.OrderBy(static each => each.Location?.Path, StringComparer.Ordinal).ThenBy(static each => each.Location?.Span.Start).First()))))
        .ToEquatable();

    private static string Place(EndpointModel endpoint) => $"{System.IO.Path.GetFileName(endpoint.Location?.Path ?? "")}:{(endpoint.Location?.Lines.Start.Line ?? 0) + 1}";
}
