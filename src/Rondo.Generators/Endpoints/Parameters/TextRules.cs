using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>Rules for parameters that are read from text.</summary>
internal static class TextRules
{
    internal static ParameterModel? Route(Candidate candidate) => candidate.Context.Route
        .FirstOrDefault(each => string.Equals(each, candidate.Model.Name, StringComparison.OrdinalIgnoreCase)) is { } name
        ? Single(candidate.Under(name), TextPlace.Path) : null;

    internal static ParameterModel? Query(Candidate candidate) => Values.Of(candidate.Type) is not null
        || (candidate.Type.ElementType() is { } item && Values.Of(item.NullableValue() ?? item) is not null
            && !candidate.Request.PrefersBody)
        ? Text(candidate, TextPlace.Query) with { Inferred = true } : null;

    /// <summary>A single value, whatever its type.</summary>
    internal static ParameterModel Single(Candidate candidate, TextPlace place) =>
        candidate.From(new TextSource(place, Values.Of(candidate.Type) ?? Unknown(candidate.Type)));

    /// <summary>A value, or a list of values.</summary>
    internal static ParameterModel Text(Candidate candidate, TextPlace place)
    {
        var type = candidate.Type;
        if (Values.Of(type) is not null || type.ElementType() is not { } item)
            return Single(candidate, place);
        if (KindOf(type) is not { } kind)
            return candidate.Unsupported(
                $"no collection expression makes it: take {item.ToDisplayString()}[] or List<{item.ToDisplayString()}>");
        var value = Values.Of(item.NullableValue() ?? item) ?? Unknown(item);
        // Repeated zero times is a list too.
        return candidate.From(new TextSource(place, value, new CollectionModel(kind, item.Plain()))) with { Optional = true };
    }

    private static CollectionKind? KindOf(ITypeSymbol collection) => collection switch
    {
        IArrayTypeSymbol => CollectionKind.Array,
        INamedTypeSymbol { Name: "HashSet" or "ISet" or "IReadOnlySet" } => CollectionKind.Set,
        INamedTypeSymbol { Name: "List" or "IList" or "IReadOnlyList" or "IEnumerable" or "ICollection" or "IReadOnlyCollection" } =>
            CollectionKind.List,
        INamedTypeSymbol named when named.HasCollectionExpression() => CollectionKind.Expression,
        _ => null,
    };

    private static ValueModel Unknown(ITypeSymbol type) =>
        new(type.Plain(), "", Literals.Text("a " + Values.Words(type.Name)), Unknown: true, IsValueType: type.IsValueType);
}
