using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>Parameter objects: records and classes whose members are parameters.</summary>
internal static class ObjectRules
{
    /// <param name="candidate">The parameter.</param>
    /// <param name="place">The part of the request that all members come from; null where each has a source of its own.</param>
    internal static ParameterModel Object(Candidate candidate, TextPlace? place)
    {
        var (type, context) = (candidate.Type, candidate.Context);
        if (type is not INamedTypeSymbol named || !candidate.IsObject)
            return candidate.Unsupported("a parameter object is a record or class of the program's");
        // An object inside itself: only a parser could make it of a string.
        if (context.Owners.Contains(type, SymbolEqualityComparer.Default) || type.GrowsWithoutEnd())
            return TextRules.Single(candidate, place ?? TextPlace.Query);
        var constructor = named.InstanceConstructors
            .Where(static each => each.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
                && !(each.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(each.Parameters[0].Type, each.ContainingType)))
            .OrderByDescending(static each => each.Parameters.Length)
            .FirstOrDefault();
        if (constructor is null)
            return candidate.Unsupported($"{type.Name} has no accessible constructor");
        var inside = context with { Documentation = Documentation.Of(named), Owners = [.. context.Owners, type] };
        var members = constructor.Parameters.Select(parameter => OfConstructor(inside, named, parameter, place)).ToList();
        foreach (var property in named.WithBases().SelectMany(static each => each.GetMembers()).OfType<IPropertySymbol>())
        {
            if (!property.IsStatic && property.SetMethod is { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
                && !members.Exists(member => string.Equals(member.Parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)))
                members.Add(OfProperty(inside, named, property, place, isAlone: constructor.Parameters.Length == 0));
        }

        var checksWhole = type.Implements("System.ComponentModel.DataAnnotations.IValidatableObject")
            || Checks.Of(named.WithBases().SelectMany(static each => each.GetAttributes()), named, named.Name, context.Problems).Count > 0;
        return candidate.From(new ObjectSource(members.ToEquatable(), context.Types.Walk(type), checksWhole));
    }

    private static ObjectMemberModel OfConstructor(
        ParameterContext inside, INamedTypeSymbol owner, IParameterSymbol parameter, TextPlace? place)
    {
        var property = owner.WithBases().SelectMany(each => each.GetMembers(parameter.Name)).OfType<IPropertySymbol>().FirstOrDefault();
        var attributes = property is null ? parameter.GetAttributes().ToList() : TypeWalker.AttributesOf(property, owner).ToList();
        var member = Member(inside, parameter, parameter.Type, attributes, ParameterParser.DefaultOf(parameter), place);
        return new ObjectMemberModel(member, ByConstructor: true, Computed: false, Required: false);
    }

    /// <param name="inside">The parameter object.</param>
    /// <param name="owner">Its type.</param>
    /// <param name="property">The property.</param>
    /// <param name="place">The part of the request that all members come from.</param>
    /// <param name="isAlone">Whether an object can be made without any value, to see the property's own.</param>
    private static ObjectMemberModel OfProperty(
        ParameterContext inside, INamedTypeSymbol owner, IPropertySymbol property, TextPlace? place, bool isAlone)
    {
        var initializer = PropertyInitializer.Of(property, inside.Compilation);
        var attributes = TypeWalker.AttributesOf(property, owner).ToList();
        var member = Member(inside, property, property.Type, attributes, initializer.Default, place);
        if (!initializer.IsComputed || member.Source is not TextSource { Collection: null })
            return new ObjectMemberModel(member, ByConstructor: false, Computed: false, property.IsRequired);
        if (!isAlone)
            inside.Report(Diagnostics.UnsupportedParameter, member.Location, member.Name, member.Type.Replace("global::", ""),
                $"its initializer is not a constant, and {owner.Name} has a constructor with parameters: make it one of them, or nullable");
        return new ObjectMemberModel(member with { Optional = true }, ByConstructor: false, Computed: true, property.IsRequired);
    }

    private static ParameterModel Member(
        ParameterContext inside, ISymbol symbol, ITypeSymbol type, IReadOnlyList<AttributeData> attributes,
        (bool Has, object? Value) @default, TextPlace? place)
    {
        var parsed = ParameterParser.Parse(inside, symbol, symbol.Name, type, attributes, @default, isMember: true);
        if (place is null || attributes.Any(static attribute =>
            attribute.AttributeClass?.Name.StartsWith("From", StringComparison.Ordinal) == true))
            return parsed;
        // [FromForm] or [FromQuery] on the whole object: its members come from there too.
        var isElsewhere = place == TextPlace.Form
            && parsed.Source is TextSource { Place: TextPlace.Query or TextPlace.Path } or BodySource;
        if (!isElsewhere)
            return parsed with { Inferred = false };
        var wire = parsed.Wire.Length == 0 ? ParameterParser.Camel(symbol.Name) : parsed.Wire;
        return FormRules.Form(new Candidate(symbol, type, attributes, parsed with { Wire = wire }, inside)) with { Inferred = false };
    }
}
