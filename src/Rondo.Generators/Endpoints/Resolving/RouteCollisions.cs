using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Parsing;

namespace Rondo.Generators.Endpoints.Resolving;

/// <summary>Handlers of one app, group or class that match the same requests.</summary>
internal static class RouteCollisions
{
    internal static EquatableArray<DiagnosticModel> Find(IEnumerable<EndpointModel> endpoints) => endpoints
        .Where(static endpoint => endpoint is { Pattern: not null, Receiver.Length: > 0, Method.Length: > 0 })
        .GroupBy(static endpoint =>
            (endpoint.Receiver, endpoint.Method, Shape: RoutePattern.Shape(endpoint.Pattern!)))
        .SelectMany(
            static group =>
            Again([.. group.OrderBy(static each => each.Location?.Path, StringComparer.Ordinal)
                .ThenBy(static each => each.Location?.Span.Start)], group.Key.Method))
        .ToEquatable();

    private static IEnumerable<DiagnosticModel> Again(List<EndpointModel> same, string method) => same
        .Select((again, i) => (Again: again, First: same.Take(i).FirstOrDefault(earlier => !Exclusive(earlier, again))))
        .Where(static pair => pair.First is not null)
        .Select(pair => DiagnosticModel.Of(
            Diagnostics.RouteCollision, pair.Again.Location, method, pair.Again.Pattern!, Place(pair.First!)));

    /// <summary>Whether they stand on different ways of one fork.</summary>
    private static bool Exclusive(EndpointModel one, EndpointModel other) => one.Location?.Path == other.Location?.Path
        && one.Branches.Any(way => other.Branches.Any(otherWay => way.Name == otherWay.Name && way.Text != otherWay.Text));

    private static string Place(EndpointModel endpoint) =>
        $"{System.IO.Path.GetFileName(endpoint.Location?.Path ?? "")}:{(endpoint.Location?.Lines.Start.Line ?? 0) + 1}";
}
