using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Rondo.Generators;

/// <summary>A place in the source, without the tree.</summary>
internal sealed record LocationModel(string Path, TextSpan Span, LinePositionSpan Lines)
{
    internal static LocationModel? Of(Location? location) =>
        location?.SourceTree is { } tree ? new LocationModel(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span) : null;

    internal Location ToLocation() => Location.Create(Path, Span, Lines);
}

/// <summary>A diagnostic that waits to be reported.</summary>
internal sealed record DiagnosticModel(string Id, LocationModel? Location, EquatableArray<string> Arguments)
{
    internal static DiagnosticModel Of(DiagnosticDescriptor descriptor, LocationModel? location, params string[] arguments) =>
        new(descriptor.Id, location, arguments);

    /// <summary>Whether no code can be made for the errors among them.</summary>
    internal static bool HaveErrors(EquatableArray<DiagnosticModel> diagnostics) => diagnostics.Any(static diagnostic =>
        diagnostic.Id != Diagnostics.UnfitForJson.Id && Diagnostics.ById[diagnostic.Id].DefaultSeverity == DiagnosticSeverity.Error);

    internal Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Diagnostics.ById[Id], Location?.ToLocation(), Arguments.Cast<object>().ToArray());
}
