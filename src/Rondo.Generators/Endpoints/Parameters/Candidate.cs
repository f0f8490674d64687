using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>A parameter, or a member of a parameter object, whose source is sought.</summary>
/// <param name="Symbol">The parameter or property.</param>
/// <param name="Declared">Its type.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Model">Everything that is known but for the source.</param>
/// <param name="Context">The function that it is of.</param>
internal sealed record Candidate(
    ISymbol Symbol, ITypeSymbol Declared, IReadOnlyList<AttributeData> Attributes, ParameterModel Model, ParameterContext Context)
{
    /// <summary>Whether it is the value that a handler without a request is run for.</summary>
    internal bool IsPayload { get; init; }

    /// <summary>The type of its value where it has one: <c>int</c> of <c>int?</c>.</summary>
    internal ITypeSymbol Type { get; } = Declared.NullableValue() ?? Declared;

    internal RequestTraits Request => Context.Request;

    /// <summary>Whether its type is a record or class of the program's, whose members may be parameters.</summary>
    internal bool IsObject => Type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct }
        && Values.Of(Type) is null && Type.ElementType() is null && !Type.IsOfTheFramework();

    internal AttributeData? Find(string fullName) => Attributes.FirstOrDefault(attribute => attribute.AttributeClass.Is(fullName));

    /// <summary>It, under the name that the attribute gives.</summary>
    internal Candidate Named(AttributeData attribute) => Named(attribute, Model.Wire);

    /// <summary>It, under the name that the attribute gives, or else under another one.</summary>
    internal Candidate Named(AttributeData attribute, string otherwise) => Under(
        attribute.NamedArguments.FirstOrDefault(static pair => pair.Key == "Name").Value.Value as string ?? otherwise);

    /// <summary>It, under another name.</summary>
    internal Candidate Under(string wire) => this with { Model = Model with { Wire = wire } };

    internal ParameterModel From(ParameterSource source) => Model with { Source = source };

    /// <summary>Reports that it cannot be bound.</summary>
    internal ParameterModel Unsupported(string why)
    {
        Context.Report(Diagnostics.UnsupportedParameter, Model.Location, Model.Name, Model.Type.Replace("global::", ""), why);
        return From(ContextSource.Unbound);
    }
}
