using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Analyzers;

/// <summary>Everything that the analyzer of process pools reports. IDs are literal and never reused.</summary>
internal static class ProcessDiagnostics
{
    internal static readonly DiagnosticDescriptor Captures = Create(
        "RONDO0501", "The function cannot leave the process",
        "The function cannot be sent to a worker process because it uses {0} of this process: "
        + "pass it as an argument, and make the function static");

    internal static readonly DiagnosticDescriptor Asynchronous = Create(
        "RONDO0502", "The function of a process pool is asynchronous",
        "The function returns {0}, which cannot be sent to a worker process: make it synchronous; "
        + "EventLoop.Run(...) inside of it runs asynchronous code");

    internal static readonly DiagnosticDescriptor Unsendable = Create(
        "RONDO0503", "The value cannot travel between processes", "'{0}' is of type {1}, which cannot travel between processes: {2}");

    private static DiagnosticDescriptor Create(string id, string title, string message) =>
        new(id, title, message, "Rondo", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.For(id));
}
