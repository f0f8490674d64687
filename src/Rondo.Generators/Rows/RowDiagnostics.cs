using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Rows;

/// <summary>Everything that the generator of rows reports. IDs are literal and never reused.</summary>
internal static class RowDiagnostics
{
    internal static readonly DiagnosticDescriptor NotReadable = Create(
        "RONDO0401", "Rows cannot be read into the type", "Rows cannot be read into {0}: {1}");

    internal static readonly DiagnosticDescriptor NoKey = Create(
        "RONDO0402", "The table's record has no key",
        "The record {0} of the table {1} has no key: mark one member with [Key], or name it Id");

    internal static DiagnosticDescriptor ById(string id) => id == "RONDO0401" ? NotReadable : NoKey;

    private static DiagnosticDescriptor Create(string id, string title, string message) =>
        new(id, title, message, "Rondo", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.For(id));
}
