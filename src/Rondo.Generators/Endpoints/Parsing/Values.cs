using System.Linq;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints;

/// <summary>How strings become values of a type.</summary>
internal static class Values
{
    private const string Bind = "global::Rondo.Api.Runtime.Bind.";

    /// <summary>Null where the type does not look like a single value at all.</summary>
    internal static ValueModel? Of(ITypeSymbol type)
    {
        var plain = type.Plain();
        ValueModel Known(string parser, string expected) => new(plain, Bind + parser, Literals.Text(expected), IsValueType: type.IsValueType);
        switch (type.SpecialType)
        {
            case SpecialType.System_String:
                return new ValueModel("string", "", "\"a string\"");
            case SpecialType.System_Boolean:
                return Known("Boolean", "true or false");
            case SpecialType.System_DateTime:
                return Known("DateTime", "a date and time (2026-01-31T12:00:00Z)");
            case SpecialType.System_Byte:
                return Known("Parsable<byte>", "an integer from 0 to 255");
            case SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Int16 or SpecialType.System_SByte:
                return Known($"Parsable<{plain}>", "an integer");
            case SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64:
                return Known($"Parsable<{plain}>", "an integer of at least 0");
            case SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal:
                return Known($"Number<{plain}>", "a number");
            case SpecialType.System_Char:
                return Known("Parsable<char>", "a single character");
        }

        if (type.TypeKind == TypeKind.Enum)
            return new ValueModel(plain, $"{Bind}Enum<{plain}>", $"{Bind}Names<{plain}>()", IsValueType: true);
        switch (plain)
        {
            case "global::System.DateTimeOffset":
                return Known("DateTimeOffset", "a date and time (2026-01-31T12:00:00Z)");
            case "global::System.Uri":
                return Known("Uri", "a URI");
            case "global::System.Guid":
                return Known($"Parsable<{plain}>", "a UUID");
            case "global::System.DateOnly":
                return Known($"Parsable<{plain}>", "a date (2026-01-31)");
            case "global::System.TimeOnly":
                return Known($"Parsable<{plain}>", "a time (12:00:00)");
            case "global::System.TimeSpan":
                return Known($"Parsable<{plain}>", "a duration (hh:mm:ss)");
        }

        if (type is not INamedTypeSymbol named)
            return null;
        if (named.AllInterfaces.Any(each => each.Is("System.IParsable<TSelf>") && SymbolEqualityComparer.Default.Equals(each.TypeArguments[0], named)))
            return Known($"Parsable<{plain}>", $"a {Words(named.Name)}");
        // What ASP.NET takes: static bool TryParse(string, out T).
        if (named.GetMembers("TryParse").OfType<IMethodSymbol>().Any(method => method is { IsStatic: true, DeclaredAccessibility: Accessibility.Public, ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.Length: 2 }
            && method.Parameters[0].Type.SpecialType == SpecialType.System_String && method.Parameters[1].RefKind == RefKind.Out))
            return new ValueModel(plain, $"{plain}.TryParse", Literals.Text($"a {Words(named.Name)}"), IsValueType: type.IsValueType);
        return null;
    }

    internal static string Words(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));
}
