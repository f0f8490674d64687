using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>A property's initializer. Generated code sets every property, so it has to know the value.</summary>
internal static class PropertyInitializer
{
    /// <returns>The value where it is a constant, and whether only an object that was made without it tells.</returns>
    internal static ((bool Has, object? Value) Default, bool IsComputed) Of(IPropertySymbol property, Compilation compilation)
    {
        if (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not PropertyDeclarationSyntax syntax)
            return (default, property.DeclaringSyntaxReferences.IsEmpty && !property.IsRequired); // another assembly's
        if (!compilation.ContainsSyntaxTree(syntax.SyntaxTree))
            return (default, !property.IsRequired); // another project's
        if (syntax.Initializer is not { } initializer)
            return default;
        return compilation.GetSemanticModel(syntax.SyntaxTree).GetConstantValue(initializer.Value) is { HasValue: true, Value: var value }
            && Fits(value, property.Type)
            ? ((true, value), false)
            : (default, true);
    }

    /// <summary>Whether the literal converts by itself: a default for the docs is an object, whose type has to be right.</summary>
    private static bool Fits(object? value, ITypeSymbol type) => value is null || (type.NullableValue() ?? type) is var target
        && (target.TypeKind == TypeKind.Enum || target.SpecialType switch
        {
            SpecialType.System_Int32 => value is int,
            SpecialType.System_Int64 => value is long,
            SpecialType.System_Double => value is double,
            SpecialType.System_Decimal => value is decimal,
            SpecialType.System_String => value is string,
            SpecialType.System_Boolean => value is bool,
            SpecialType.System_Char => value is char,
            _ => false,
        });
}
