using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Analyzers;

/// <summary>
/// Everything that the analyzers report of code that runs on loops. IDs are literal and never reused; each is explained in
/// docs/reference/diagnostics.md.
/// </summary>
internal static class LoopDiagnostics
{
    internal static readonly DiagnosticDescriptor Blocking = Create(
        "RONDO0101", "The call blocks the loop", "'{0}' blocks the loop, and with it every request there: {1}", DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor WrongClock = Create(
        "RONDO0102", "Not the loop's clock", "'{0}' does not follow the loop's clock, which tests control: {1}", DiagnosticSeverity.Info);

    internal static readonly DiagnosticDescriptor Unawaited = Create(
        "RONDO0103", "Nobody awaits the task",
        "Nobody awaits what '{0}' starts: its errors are lost, and it outlives its scope; await it, start it in a TaskGroup, "
            + "or name it with Detach", DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor LeavesLoop = Create(
        "RONDO0104", "The work leaves the loop", "'{0}' runs work on another thread, without a parent: {1}", DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor SharedState = Create(
        "RONDO0105", "Several loops change the same state",
        "'{0}' is shared by all requests, which run on several loops at once, and this changes it: hold it per loop with "
            + "[Dependency(DependencyScope.Loop)], or use {1}", DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor AsyncVoid = Create(
        "RONDO0106", "The lambda is async void",
        "The lambda is async void, whose end and errors nobody sees: pass it where a Func<Task> is taken, or start it in a TaskGroup",
        DiagnosticSeverity.Warning);

    internal static readonly DiagnosticDescriptor NothingToInclude = Create(
        "RONDO0107", "The class has no handlers",
        "{0} has no methods of its own with [Get], [Post] and their like, and Include throws: put the attributes on its "
            + "methods, or include the class that has them", DiagnosticSeverity.Error);

    internal static readonly DiagnosticDescriptor WithoutToken = Create(
        "RONDO0108", "The call does not observe cancellation",
        "'{0}' could take a CancellationToken and does not observe the scope without one: pass CancelScope.CurrentToken",
        DiagnosticSeverity.Info);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, "Rondo", severity, isEnabledByDefault: true, helpLinkUri: HelpLink.For(id));
}
