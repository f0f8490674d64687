using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>From the parameters of a function to their models: the facts, and the source by <see cref="ParameterRules"/>.</summary>
internal static class ParameterParser
{
    /// <param name="context">The function.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="payload">The type of the payload, of a handler without a request.</param>
    internal static EquatableArray<ParameterModel> ParseAll(
        ParameterContext context, IEnumerable<IParameterSymbol> parameters, ITypeSymbol? payload = null)
    {
        var input = payload is null ? null
            : parameters.FirstOrDefault(each => SymbolEqualityComparer.Default.Equals(each.Type, payload));
        var parsed = parameters.Select(parameter => Parse(
            context, parameter, parameter.Name, parameter.Type, parameter.GetAttributes(), DefaultOf(parameter),
            isPayload: ReferenceEquals(parameter, input))).ToList();
        var bodies = parsed.Where(static parameter => parameter is { Source: BodySource, Inferred: false }).ToList();
        if (bodies.Count > 1)
            context.Report(Diagnostics.SeveralBodies, bodies[1].Location, bodies[0].Name, bodies[1].Name);
        return parsed.ToEquatable();
    }

    /// <param name="context">The function.</param>
    /// <param name="symbol">The parameter or property.</param>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="default">Its default, if it has one that is a constant.</param>
    /// <param name="isMember">Whether it is a member of a parameter object.</param>
    /// <param name="isPayload">Whether it is the value that a handler without a request is run for.</param>
    internal static ParameterModel Parse(
        ParameterContext context, ISymbol symbol, string name, ITypeSymbol type, IReadOnlyList<AttributeData> attributes,
        (bool Has, object? Value) @default, bool isMember = false, bool isPayload = false)
    {
        var model = new ParameterModel
        {
            Name = name,
            Wire = isMember ? Camel(name) : name,
            Type = type.Full(),
            PlainType = (type.NullableValue() ?? type).Plain(),
            IsValueType = type.IsValueType,
            IsNullableValue = type.NullableValue() is not null,
            Optional = type.IsNullable() || @default.Has,
            Default = @default.Has ? Literals.Of(@default.Value, type) : "default!",
            ShownDefault = @default is { Has: true, Value: not null } ? Literals.Of(@default.Value, type) : null,
            Description = context.Documentation.Parameter(name) ?? (isMember ? Documentation.Of(symbol).Summary : null),
            Location = LocationModel.Of(symbol.Locations.FirstOrDefault()),
        };
        var candidate = new Candidate(symbol, type, attributes, model, context) { IsPayload = isPayload };
        if (ParameterRules.Refuse(candidate) is { } refused)
            return refused;
        return ParameterRules.Decide(candidate with
        {
            Model = model with
            {
                Checks = Checks.Of(attributes, type, name, context.Problems),
                IsSecret = attributes.AreSecret(symbol.ContainingType),
                Metadata = DocsOf(attributes),
            },
        });
    }

    internal static (bool Has, object? Value) DefaultOf(IParameterSymbol parameter) =>
        parameter.HasExplicitDefaultValue ? (true, parameter.ExplicitDefaultValue) : default;

    internal static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);

    private static EquatableArray<string> DocsOf(IEnumerable<AttributeData> attributes) => attributes
        .Where(static attribute => attribute.AttributeClass.Is("Rondo.Api.ExampleAttribute")
            || attribute.AttributeClass.Is("Rondo.Api.DeprecatedAttribute")
            || attribute.AttributeClass.Is("System.ComponentModel.DescriptionAttribute"))
        .Select(static attribute => Literals.Attribute(attribute))
        .Where(static text => text is not null)
        .Select(static text => text!)
        .ToEquatable();
}
