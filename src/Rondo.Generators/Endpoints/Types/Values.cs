using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Api.Values;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>How strings become values of a type.</summary>
internal static class Values
{
    private const string Bind = "global::Rondo.Api.Runtime.Bind.";

    private static readonly HashSet<string> s_known = [.. ValueTypeNames.All];

    /// <summary>Null where the type does not look like a single value at all.</summary>
    internal static ValueModel? Of(ITypeSymbol type)
    {
        var plain = type.Plain();
        if (type.SpecialType == SpecialType.System_String)
            return new ValueModel("string", "", "\"a string\"");
        if (type.TypeKind == TypeKind.Enum)
            return new ValueModel(plain, $"{Bind}Enum<{plain}>", $"{Bind}Names<{plain}>({{http}})", NeedsContext: true, IsValueType: true);
        if (IsKnown(type))
            return new ValueModel(plain, $"{Bind}Value<{plain}>", $"{Bind}Expected<{plain}>()", IsValueType: type.IsValueType);
        if (type is not INamedTypeSymbol named)
            return null;
        if (named.AllInterfaces.Any(
            each => each.Is("System.IParsable<TSelf>") && SymbolEqualityComparer.Default.Equals(each.TypeArguments[0], named)))
            return new ValueModel(
                plain, $"{Bind}Parsable<{plain}>", Literals.Text($"a {Words(named.Name)}"), IsValueType: type.IsValueType);
        // The values that ASP.NET takes: static bool TryParse(string, out T).
        if (named.GetMembers("TryParse").OfType<IMethodSymbol>()
            .Any(method =>
                method is
                {
                    IsStatic: true, DeclaredAccessibility: Accessibility.Public,
                    ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.Length: 2
                }
            && method.Parameters[0].Type.SpecialType == SpecialType.System_String && method.Parameters[1].RefKind == RefKind.Out))
            return new ValueModel(plain, $"{plain}.TryParse", Literals.Text($"a {Words(named.Name)}"), IsValueType: type.IsValueType);
        return null;
    }

    /// <summary>Whether the framework's table of values has the type.</summary>
    internal static bool IsKnown(ITypeSymbol type) =>
        s_known.Contains($"{type.Namespace()}.{type.MetadataName}") && type.ContainingType is null;

    internal static string Words(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));
}
