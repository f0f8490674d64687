using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>Calls of methods with <c>[BindsHandler]</c>, whose handlers have no request.</summary>
internal static class HandlerCallParser
{
    private const string Attribute = "Rondo.Api.BindsHandlerAttribute";
    private const string Bound = "Rondo.Api.Runtime.BoundHandler";

    internal static bool Binds(IMethodSymbol target) => (target.ReducedFrom ?? target).OriginalDefinition.Attribute(Attribute) is not null;

    /// <summary>The parameter that takes the handler.</summary>
    internal static IParameterSymbol? HandlerOf(IMethodSymbol target) =>
        target.Parameters.FirstOrDefault(static each => each.Type.TypeKind == TypeKind.Delegate || each.Type.Is("System.Delegate"));

    /// <summary>The payload's type; null for a method whose handlers take none.</summary>
    internal static ITypeSymbol? InputOf(IMethodSymbol target) =>
        Overload(target) is { } overload && BoundOf(overload)?.Type is INamedTypeSymbol { TypeArguments.Length: 1 } bound
            && bound.TypeArguments[0] is ITypeParameterSymbol of
            ? target.TypeArguments[Original(target).TypeParameters.Select(static each => each.Name).ToList().IndexOf(of.Name)]
            : null;

    internal static HandlerCallModel? Parse(IMethodSymbol target)
    {
        var method = target.ReducedFrom is { } from ? from.IsGenericMethod ? from.Construct([.. target.TypeArguments]) : from : target;
        if (Overload(target) is not { } overload || HandlerOf(method) is not { } handler)
            return null;
        var self = method.IsStatic ? "" : $"this {method.ContainingType.Full()} self";
        var parameters = method.Parameters.Select((parameter, i) =>
            $"{(method.IsExtensionMethod && i == 0 ? "this " : "")}{parameter.Type.Full()} {Symbols.Escaped(parameter.Name)}");
        var result = method.ReturnsVoid ? "void" : method.ReturnType.Full();
        var before = method.Parameters.TakeWhile(each => each.Ordinal < handler.Ordinal)
            .Select(static each => Symbols.Escaped(each.Name) + ", ");
        var after = method.Parameters.Where(each => each.Ordinal > handler.Ordinal)
            .Select(static each => ", " + Symbols.Escaped(each.Name));
        return new HandlerCallModel(
            $"internal static {result} {Symbols.Escaped(method.Name)}("
                + $"{string.Join(", ", new[] { self }.Where(static each => each.Length > 0).Concat(parameters))})",
            $"{(method.IsStatic ? method.ContainingType.Plain() : "self")}.{Symbols.Escaped(overload.Name)}({string.Concat(before)}",
            string.Concat(after) + ")",
            Symbols.Escaped(handler.Name),
            IsTyped: !handler.Type.Is("System.Delegate"),
            Returns: !method.ReturnsVoid,
            InputOf(target)?.Full() ?? "");
    }

    /// <summary>Why the function cannot be the handler, as the end of a sentence; null where it can.</summary>
    internal static string? Unfit(IMethodSymbol handler, ITypeSymbol? payload)
    {
        var result = handler.ReturnType;
        if (!handler.ReturnsVoid && !result.Is("System.Threading.Tasks.Task") && !result.Is("System.Threading.Tasks.ValueTask")
            && !result.Is("System.Threading.Tasks.Task<TResult>") && !result.Is("System.Threading.Tasks.ValueTask<TResult>"))
            return $"it returns {result.ToDisplayString()}, which nothing reads: return Task, ValueTask or void";
        return payload is not null && !handler.Parameters.Any(each => SymbolEqualityComparer.Default.Equals(each.Type, payload))
            ? $"no parameter takes the payload, which is a {payload.ToDisplayString()}" : null;
    }

    private static IMethodSymbol Original(IMethodSymbol target) => (target.ReducedFrom ?? target).OriginalDefinition;

    private static IParameterSymbol? BoundOf(IMethodSymbol overload) =>
        overload.Parameters.FirstOrDefault(static each => each.Type.Is(Bound) || each.Type.Is(Bound + "<T>"));

    /// <summary>The method of the same name and parameters but for the handler, which is bound there.</summary>
    private static IMethodSymbol? Overload(IMethodSymbol target)
    {
        var original = Original(target);
        return HandlerOf(original) is not { } handler ? null : original.ContainingType.GetMembers(original.Name).OfType<IMethodSymbol>()
            .FirstOrDefault(each => each.Parameters.Length == original.Parameters.Length && BoundOf(each)?.Ordinal == handler.Ordinal);
    }
}
