using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>Rules for parameters of a type of the program's, by what it looks like.</summary>
internal static class GuessRules
{
    private const string Serialization = "System.Text.Json.Serialization.";

    /// <summary>An interface or an abstract class, which JSON is not read into.</summary>
    internal static ParameterModel? Contract(Candidate candidate)
    {
        var type = candidate.Type;
        var isContract = type.ElementType() is null && (type is INamedTypeSymbol { TypeKind: TypeKind.Interface }
            || (type.IsAbstract && type.Attribute(Serialization + "JsonPolymorphicAttribute") is null
                && type.Attribute(Serialization + "JsonDerivedTypeAttribute") is null));
        return isContract ? AnythingElse(candidate) : null;
    }

    internal static ParameterModel? Service(Candidate candidate) => !candidate.Request.HasRequest || LooksLikeService(candidate.Type)
        || candidate.Type.Attribute("Rondo.Api.SettingsAttribute") is not null ? AnythingElse(candidate) : null;

    internal static ParameterModel? Body(Candidate candidate) =>
        candidate.Request.PrefersBody ? JsonRules.Body(candidate) with { Inferred = true } : null;

    /// <summary>A record in a request without a body: its members are parameters.</summary>
    internal static ParameterModel? Record(Candidate candidate) => candidate.Type.IsRecord && candidate.IsObject
        ? ObjectRules.Object(candidate, null) with { Inferred = true } : null;

    internal static ParameterModel AnythingElse(Candidate candidate) =>
        candidate.From(new ServiceSource(null)) with { Inferred = true };

    /// <summary>A class that holds what it works with, rather than data: not a record, and nothing of it can be set.</summary>
    internal static bool LooksLikeService(ITypeSymbol type)
    {
        if (type.IsRecord || type.IsValueType || type.ElementType() is not null || type.SpecialType != SpecialType.None
            || type is not INamedTypeSymbol named)
            return false;
        if (type.IsOfTheFramework())
            return !type.Namespace().StartsWith("System.Text.Json", StringComparison.Ordinal);
        return !named.WithBases().SelectMany(static each => each.GetMembers()).OfType<IPropertySymbol>()
            .Any(static property => property is
            {
                DeclaredAccessibility: Accessibility.Public, IsStatic: false,
                SetMethod.DeclaredAccessibility: Accessibility.Public
            })
            && !named.InstanceConstructors.Any(constructor => constructor.Parameters.Length > 0
                && constructor.Parameters.All(parameter => IsRead(named, parameter)));
    }

    /// <summary>Whether a property shows the value that the constructor takes.</summary>
    private static bool IsRead(INamedTypeSymbol type, IParameterSymbol parameter) =>
        type.GetMembers().OfType<IPropertySymbol>().Any(property => property.DeclaredAccessibility == Accessibility.Public
            && string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
}
