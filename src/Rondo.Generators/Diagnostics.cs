using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators;

/// <summary>
/// Everything that the generators and analyzers report, by ID. IDs are literal and never reused; each is explained in
/// docs/reference/diagnostics.md.
/// </summary>
internal static class Diagnostics
{
    // The first of the fields, because those below are added to it.
    private static readonly Dictionary<string, DiagnosticDescriptor> s_byId = [];

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

    internal static readonly DiagnosticDescriptor BlockingCall = Warning(
        "RONDO0101", "The call blocks the loop", "'{0}' blocks the loop, and with it every request there: {1}");

    internal static readonly DiagnosticDescriptor WrongClock = Info(
        "RONDO0102", "Not the loop's clock", "'{0}' does not follow the loop's clock, which tests control: {1}");

    internal static readonly DiagnosticDescriptor Unawaited = Warning(
        "RONDO0103", "The task is not awaited",
        "The task of '{0}' is not awaited, so that its errors are lost and it outlives its scope: await it, start it in a TaskGroup, "
            + "or name it with Detach");

    internal static readonly DiagnosticDescriptor LeavesLoop = Warning(
        "RONDO0104", "The work leaves the loop", "'{0}' runs work on another thread, without a parent: {1}");

    internal static readonly DiagnosticDescriptor SharedState = Warning(
        "RONDO0105", "Several loops change the same state",
        "'{0}' is shared by all requests, which run on several loops at once, and this changes it: hold it per loop with "
            + "[Dependency(DependencyScope.Loop)], or use {1}");

    internal static readonly DiagnosticDescriptor AsyncVoid = Warning(
        "RONDO0106", "The lambda is async void",
        "The lambda is async void, so that its caller can neither await it nor observe its errors: pass it where a Func<Task> is taken, "
            + "or start it in a TaskGroup");

    internal static readonly DiagnosticDescriptor NothingToInclude = Error(
        "RONDO0107", "The class has no handlers",
        "{0} has no methods of its own with [Get], [Post] and their like, and Include throws: put the attributes on its "
            + "methods, or include the class that has them");

    internal static readonly DiagnosticDescriptor WithoutToken = Info(
        "RONDO0108", "The call does not observe cancellation",
        "'{0}' could take a CancellationToken and does not observe the scope without one: pass CancelScope.CurrentToken");

    internal static readonly DiagnosticDescriptor UnsupportedSetting = Error(
        "RONDO0301", "The setting's type cannot be read",
        "The setting '{0}' has the type {1}, which cannot be read from text: use a number, string, bool, enum, Uri, "
            + "TimeSpan, a type with IParsable<T>, a class of such properties, or a list or dictionary of them");

    internal static readonly DiagnosticDescriptor UncreatableSettings = Error(
        "RONDO0302", "The class cannot be created", "The settings {0} cannot be created: {1}");

    internal static readonly DiagnosticDescriptor RecursiveSettings = Error(
        "RONDO0303", "Settings contain themselves",
        "The setting '{0}' contains {1}, which contains it again: settings are a tree, so refer to the other part by a name");

    internal static readonly DiagnosticDescriptor UnreadableRow = Error(
        "RONDO0401", "Rows cannot be read into the type", "Rows cannot be read into {0}: {1}");

    internal static readonly DiagnosticDescriptor RowWithoutKey = Error(
        "RONDO0402", "The table's record has no key",
        "The record {0} of the table {1} has no key: mark one member with [Key], or name it Id");

    internal static readonly DiagnosticDescriptor CapturingFunction = Error(
        "RONDO0501", "The function cannot leave the process",
        "The function cannot be sent to a worker process because it uses {0} of this process: "
        + "pass it as an argument, and make the function static");

    internal static readonly DiagnosticDescriptor AsynchronousFunction = Error(
        "RONDO0502", "The function of a process pool is asynchronous",
        "The function returns {0}, which cannot be sent to a worker process: make it synchronous; "
        + "EventLoop.Run(...) inside of it runs asynchronous code");

    internal static readonly DiagnosticDescriptor UnsendableValue = Error(
        "RONDO0503", "The value cannot travel between processes", "'{0}' is of type {1}, which cannot travel between processes: {2}");

    internal static IReadOnlyDictionary<string, DiagnosticDescriptor> ById => s_byId;

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        Create(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        Create(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Info(string id, string title, string message) =>
        Create(id, title, message, DiagnosticSeverity.Info);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) =>
        s_byId[id] = new(id, title, message, "Rondo", severity, isEnabledByDefault: true, helpLinkUri: HelpLink.For(id));
}
