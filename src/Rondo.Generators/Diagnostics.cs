using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators;

/// <summary>
/// Everything that the endpoint generator reports. IDs are literal and never reused; each is explained in docs/reference/diagnostics.md.
/// </summary>
internal static class Diagnostics
{
    internal static readonly DiagnosticDescriptor HandlerIsNotVisible = Error(
        "RONDO0001", "The handler has to be visible at the call",
        "The handler of '{0}' has to be a lambda or a method written at this call: what a variable holds is not known at compile time");

    internal static readonly DiagnosticDescriptor UnsupportedParameter = Error(
        "RONDO0002", "The parameter cannot be bound", "The parameter '{0}' of type {1} cannot be bound: {2}");

    internal static readonly DiagnosticDescriptor UnusedRouteParameter = Warning(
        "RONDO0003", "No parameter takes this part of the route",
        "The route has a parameter '{0}' that the handler does not take: add a parameter of that name, or write the segment as {{_}}");

    internal static readonly DiagnosticDescriptor SeveralBodies = Error(
        "RONDO0004", "A request has one body",
        "The parameters '{0}' and '{1}' would both be read from the body: put them into one record, or mark one [FromQuery], "
            + "[FromForm] or [FromServices]");

    internal static readonly DiagnosticDescriptor BodyWithoutBody = Error(
        "RONDO0005", "The method has no body",
        "The parameter '{0}' would be read from the body, which {1} requests do not have: mark it [FromServices] or "
            + "[AsParameters], or add a [Dependency] that returns {2}");

    internal static readonly DiagnosticDescriptor InaccessibleType = Error(
        "RONDO0006", "Generated code cannot name the type", "Generated code cannot name the type {0}, which {1}");

    internal static readonly DiagnosticDescriptor AnonymousReturn = Error(
        "RONDO0007", "An anonymous type is no contract",
        "The handler returns an anonymous type, which neither the docs nor a client can name: return a record");

    internal static readonly DiagnosticDescriptor DependencyCycle = Error(
        "RONDO0008", "Dependencies go round in a circle", "The dependencies need each other: {0}");

    internal static readonly DiagnosticDescriptor AmbiguousFunction = Error(
        "RONDO0009", "Several functions make the type", "The parameter '{0}' of type {1} could come from {2}: {3}");

    internal static readonly DiagnosticDescriptor ShorterLived = Error(
        "RONDO0010", "A dependency needs what does not live as long",
        "The {0}-scoped dependency {1} cannot take '{2}', which lives only as long as a {3}");

    internal static readonly DiagnosticDescriptor BadFunction = Error(
        "RONDO0011", "The method cannot be used in this way", "{0} cannot be a {1}: {2}");

    internal static readonly DiagnosticDescriptor RouteCollision = Error(
        "RONDO0012", "Two handlers have the same route", "{0} {1} is handled at {2} already");

    internal static readonly DiagnosticDescriptor BadPattern = Error(
        "RONDO0013", "The route's pattern is malformed", "The pattern '{0}' is malformed: {1}");

    internal static readonly DiagnosticDescriptor NoSuchDependency = Error(
        "RONDO0014", "There is no such dependency", "The parameter '{0}' depends on {1}, which is not a method with [Dependency]");

    internal static readonly DiagnosticDescriptor SeveralSessions = Error(
        "RONDO0015", "A WebSocket handler has one session",
        "A WebSocket handler takes exactly one WebSocketSession<TIn, TOut>; this one takes {0}");

    internal static readonly DiagnosticDescriptor BadReturn = Error(
        "RONDO0016", "The return value cannot be sent", "The handler returns {0}, which cannot be sent: {1}");

    internal static readonly DiagnosticDescriptor UnheededAttribute = Error(
        "RONDO0017", "The attribute has no effect", "The attribute [{0}] of {1} has no effect: {2}");

    internal static readonly DiagnosticDescriptor DroppedAnswer = Error(
        "RONDO0018", "The guard's answer would be dropped",
        "The guard {0} returns {1}, which would be dropped, so that every request would pass: throw an error such as "
            + "Forbidden, or return IResult?, where null lets the request pass");

    internal static readonly DiagnosticDescriptor UnmeetableConstraint = Error(
        "RONDO0019", "No value can meet the constraint", "No value of '{1}' ({2}) can meet [{0}]: {3}");

    /// <summary>
    /// Code is generated all the same: where a converter that only the started app knows reads the type, the program suppresses it.
    /// </summary>
    internal static readonly DiagnosticDescriptor UnfitForJson = Error(
        "RONDO0020", "JSON cannot hold the type", "'{0}' is of type {1}, which cannot be {2} JSON: {3}");

    internal static readonly DiagnosticDescriptor HiddenNeed = Warning(
        "RONDO0021", "Other assemblies cannot use the public function",
        "{0} is public, and assemblies that reference this one cannot use it: {1}");

    internal static readonly DiagnosticDescriptor NoRequest = Error(
        "RONDO0022", "The handler has no request", "The parameter '{0}' of type {1} needs {2}, and the handler of {3} has no request: {4}");

    internal static readonly DiagnosticDescriptor SharedUpload = Error(
        "RONDO0023", "An upload is the whole body",
        "The parameter '{0}' reads the body part by part, and '{1}' would read the same body: "
        + "send the value as a part, or take it from the query or a header");

    internal static readonly Dictionary<string, DiagnosticDescriptor> ById = new[]
    {
        HandlerIsNotVisible, UnsupportedParameter, UnusedRouteParameter, SeveralBodies, BodyWithoutBody, InaccessibleType,
        AnonymousReturn, DependencyCycle, AmbiguousFunction, ShorterLived,
        BadFunction, RouteCollision, BadPattern, NoSuchDependency, SeveralSessions, BadReturn, UnheededAttribute, DroppedAnswer,
        UnmeetableConstraint, UnfitForJson, HiddenNeed, NoRequest, SharedUpload,
    }.ToDictionary(static descriptor => descriptor.Id);

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        Create(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        Create(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "Rondo", severity, isEnabledByDefault: true, helpLinkUri: HelpLink.For(id));
}
