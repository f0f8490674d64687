using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Settings;

/// <summary>Everything that the settings generator reports. IDs are literal and never reused.</summary>
internal static class SettingsDiagnostics
{
    internal static readonly DiagnosticDescriptor UnsupportedType = Create(
        "RONDO0301", "The setting's type cannot be read",
        "The setting '{0}' has the type {1}, which cannot be read from text: use a number, string, bool, enum, Uri, "
            + "TimeSpan, a type with IParsable<T>, a class of such properties, or a list or dictionary of them");

    internal static readonly DiagnosticDescriptor NotCreatable = Create(
        "RONDO0302", "The class cannot be created", "The settings {0} cannot be created: {1}");

    internal static readonly DiagnosticDescriptor Recursive = Create(
        "RONDO0303", "Settings contain themselves",
        "The setting '{0}' contains {1}, which contains it again: settings are a tree, so refer to the other part by a name");

    internal static DiagnosticDescriptor ById(string id) => id switch
    {
        "RONDO0301" => UnsupportedType,
        "RONDO0302" => NotCreatable,
        _ => Recursive,
    };

    private static DiagnosticDescriptor Create(string id, string title, string message) =>
        new(id, title, message, "Rondo", DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpLink.For(id));
}
