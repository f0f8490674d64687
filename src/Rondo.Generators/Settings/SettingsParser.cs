using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Settings;

/// <summary>From symbols to the model. One use for one class.</summary>
internal sealed class SettingsParser
{
    private readonly List<SectionModel?> _sections = [];
    private readonly Dictionary<string, int> _indexes = [];
    private readonly HashSet<string> _path = [];
    private readonly List<DiagnosticModel> _problems = [];

    internal static SettingsModel? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (context.TargetSymbol is not INamedTypeSymbol type)
            return null;
        var parser = new SettingsParser();
        parser.Section(type, type);
        var prefix = context.Attributes[0].ConstructorArguments.FirstOrDefault().Value is string text
            ? SymbolDisplay.FormatLiteral(text, quote: true) : "null";
        var file = type.ToDisplayString().Replace('<', '_').Replace('>', '_');
        var sections = parser._sections.Where(section => section is not null).Select(section => section!).ToEquatable();
        return new SettingsModel(type.Full(), file, prefix, sections, parser._problems.ToEquatable());
    }

    /// <summary>The index of a class's section; -1 if it cannot be one.</summary>
    private int Section(INamedTypeSymbol type, ISymbol at)
    {
        var name = type.Full();
        if (_path.Contains(name))
        {
            Report(Diagnostics.RecursiveSettings, at, at.Name, type.Name);
            return -1;
        }

        if (_indexes.TryGetValue(name, out var known))
            return known;
        if (Obstacle(type) is { } obstacle)
        {
            Report(Diagnostics.UncreatableSettings, at, type.Name, obstacle);
            return -1;
        }

        var index = _indexes[name] = _sections.Count;
        _sections.Add(null);
        _path.Add(name);
        var constructor = Constructor(type)!;
        var properties = Properties(type).Select(property => Property(property, constructor))
            .Where(property => property is not null).Select(property => property!).ToEquatable();
        _path.Remove(name);
        var validatable =
            type.AllInterfaces.Any(candidate => candidate.ToDisplayString() == "System.ComponentModel.DataAnnotations.IValidatableObject");
        _sections[index] = new SectionModel(name, validatable, properties);
        return index;
    }

    private static string? Obstacle(INamedTypeSymbol type)
    {
        if (type.IsAbstract)
            return "it is abstract, so name a class that is not";
        for (var each = type; each is not null; each = each.ContainingType)
        {
            if (each.IsGenericType)
                return "it is generic, so derive a class that is not";
            if (each.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
                return $"{each.Name} is {SyntaxFacts.GetText(each.DeclaredAccessibility)}, and generated code cannot name "
                    + $"it: make it internal or public";
            if (each.IsFileLocal)
                return $"{each.Name} is local to its file, and generated code cannot name it: make it internal or public";
        }

        if (Constructor(type) is not { } constructor)
            return "it needs one constructor that generated code can call: without parameters, or a record's own";
        var unmatched =
            constructor.Parameters.FirstOrDefault(parameter => !Properties(type).Any(property => property.Name == parameter.Name));
        return unmatched is null ? null : $"the parameter '{unmatched.Name}' of its constructor belongs to no property of that name";
    }

    /// <summary>The one without parameters, else the longest: a positional record's own. Not the copy constructor.</summary>
    private static IMethodSymbol? Constructor(INamedTypeSymbol type)
    {
        var usable = type.InstanceConstructors
            .Where(constructor => constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
                or Accessibility.ProtectedOrInternal)
            .Where(constructor =>
                !(constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type)))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .ToList();
        return usable.FirstOrDefault(constructor => constructor.Parameters.Length == 0) ?? usable.FirstOrDefault();
    }

    /// <summary>The properties that can be set, base classes first; computed properties are left out.</summary>
    private static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol type)
    {
        var chain = new Stack<INamedTypeSymbol>();
        for (var each = type; each is { SpecialType: not SpecialType.System_Object }; each = each.BaseType)
            chain.Push(each);
        var seen = new HashSet<string>();
        return chain.SelectMany(each => each.GetMembers().OfType<IPropertySymbol>())
            .Where(property =>
                property is
                {
                    IsStatic: false, IsIndexer: false,
                    DeclaredAccessibility: Accessibility.Public or Accessibility.Internal,
                    SetMethod.DeclaredAccessibility: Accessibility.Public or Accessibility.Internal
                })
            .Where(property => seen.Add(property.Name));
    }

    private PropertyModel? Property(IPropertySymbol property, IMethodSymbol constructor)
    {
        var parameter = constructor.Parameters.FirstOrDefault(parameter => parameter.Name == property.Name);
        var attributes = property.GetAttributes().Concat(parameter?.GetAttributes() ?? []).ToList();
        var type = property.Type;
        var shape = Shape(type, property);
        if (shape is not { } found)
            return null;
        var required = parameter is null
            ? property.IsRequired || IsLeftNull(property)
            : !parameter.HasExplicitDefaultValue && type.NullableAnnotation != NullableAnnotation.Annotated;
        return new PropertyModel(
            property.Name,
            found.Kind,
            type.FullNullable(),
            found.Item?.Full() ?? "",
            found.Parser,
            found.Section,
            found.Conversion,
            required,
            property.IsRequired && parameter is null,
            attributes.Any(attribute => attribute.AttributeClass?.ToDisplayString() == "Rondo.Api.SecretAttribute"),
            parameter?.Ordinal ?? -1,
            parameter is { HasExplicitDefaultValue: true } ? Default(parameter) : "default!",
            Checks.Of(attributes, type, property.Name, _problems));
    }

    private (PropertyKind Kind, ITypeSymbol? Item, string Parser, int Section, string Conversion)? Shape(
        ITypeSymbol type, IPropertySymbol property)
    {
        if (SettingTypeParser.ValueParser(type) is { } parser)
            return (PropertyKind.Value, type, parser, -1, "{0}");
        if (SettingTypeParser.List(type) is var (item, conversion))
            return Items(item, PropertyKind.List, PropertyKind.SectionList, conversion, property);
        if (SettingTypeParser.Map(type) is { } value)
            return Items(value, PropertyKind.Map, PropertyKind.SectionMap, "{0}", property);
        if (SettingTypeParser.IsSection(type))
            return Section((INamedTypeSymbol)type, property) is var index and >= 0 ? (PropertyKind.Section, type, "", index, "{0}") : null;
        Report(Diagnostics.UnsupportedSetting, property, property.Name, type.ToDisplayString());
        return null;
    }

    private (PropertyKind, ITypeSymbol?, string, int, string)? Items(
        ITypeSymbol item, PropertyKind values, PropertyKind sections, string conversion, IPropertySymbol property)
    {
        if (SettingTypeParser.ValueParser(item) is { } parser)
            return (values, item, parser, -1, conversion);
        if (SettingTypeParser.IsSection(item))
            return Section((INamedTypeSymbol)item, property) is var index and >= 0 ? (sections, item, "", index, conversion) : null;
        Report(Diagnostics.UnsupportedSetting, property, property.Name, property.Type.ToDisplayString());
        return null;
    }

    private void Report(DiagnosticDescriptor descriptor, ISymbol at, params string[] arguments) => _problems.Add(DiagnosticModel.Of(
        descriptor, LocationModel.Of(at.Locations.FirstOrDefault(static each => each.IsInSource)), arguments));

    /// <summary>A property that must not be null, and would be: nothing initializes it.</summary>
    private static bool IsLeftNull(IPropertySymbol property) =>
        property.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated }
        && property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is PropertyDeclarationSyntax { Initializer: null };

    private static string Default(IParameterSymbol parameter) => Literal(parameter.ExplicitDefaultValue, parameter.Type);

    private static string Literal(object? value, ITypeSymbol? type)
    {
        if (value is null)
            return "default!";
        var literal = value switch
        {
            string text => SymbolDisplay.FormatLiteral(text, quote: true),
            char c => SymbolDisplay.FormatLiteral(c, quote: true),
            bool flag => flag ? "true" : "false",
            float.NaN => "float.NaN",
            double.NaN => "double.NaN",
            float number when float.IsInfinity(number) => number > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity",
            double number when double.IsInfinity(number) => number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity",
            float number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture) + "F",
            double number => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture) + "D",
            decimal number => number.ToString(System.Globalization.CultureInfo.InvariantCulture) + "M",
            _ => string.Format(System.Globalization.CultureInfo.InvariantCulture, "{0}", value),
        };
        return type is { TypeKind: TypeKind.Enum } ? $"({type.Full()})({literal})" : literal;
    }
}
