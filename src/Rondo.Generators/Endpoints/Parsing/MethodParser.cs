using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>From a method with <c>[Get]</c> and its like to a model of the endpoint.</summary>
internal static class MethodParser
{
    /// <param name="context">The method.</param>
    /// <param name="name">The attribute's name, without its end.</param>
    /// <param name="attribute">The attribute.</param>
    internal static EndpointModel Parse(GeneratorAttributeSyntaxContext context, string name, AttributeData attribute)
    {
        var route = RouteMethod.ByName[name];
        var method = (IMethodSymbol)context.TargetSymbol;
        var pattern = attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";
        var diagnostics = new List<DiagnosticModel>();
        var location = LocationModel.Of(method.Locations.FirstOrDefault());
        if (Obstacle(method) is { } obstacle)
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, method.Name, "handler", obstacle));
        var endpoint = new EndpointParser(method, route, context.SemanticModel, diagnostics)
            .Parse(pattern, location, location, Documentation.Of(method), context.TargetNode, payload: null);
        return endpoint with
        {
            Id = $"{method.ContainingType.Name}_{method.Name}_{Symbols.Hash(method.ToDisplayString() + VerbOf(route) + pattern):x8}",
            Declared = "",
            Container = method.ContainingType.Plain(),
            MethodName = Symbols.Escaped(method.Name),
            IsStatic = method.IsStatic,
            Handler = $"{method.ContainingType.Name}.{method.Name}",
            Receiver = method.ContainingType.Plain(),
        };
    }

    /// <summary>One method may have both a GET and a WebSocket of one pattern.</summary>
    private static string VerbOf(RouteMethod route) => route.Kind == EndpointKind.WebSocket ? nameof(EndpointKind.WebSocket) : route.Http;

    /// <summary>The reason why the method cannot be a handler, as the end of a sentence; null where it can.</summary>
    private static string? Obstacle(IMethodSymbol method) => method switch
    {
        { MethodKind: MethodKind.LocalFunction } => "it is local to a method: write it in a class, or pass it to app.Get(…) and its like",
        { MethodKind: not MethodKind.Ordinary } => "it is no method with a name of its own",
        { IsAsync: true, ReturnsVoid: true } => FunctionParser.AsyncVoid,
        _ when method.IsGenericMethod || IsInGeneric(method.ContainingType) => "it is generic",
        { IsStatic: false, ContainingType: { IsAbstract: true } or { IsRefLikeType: true } } =>
            $"nothing can make a {method.ContainingType.Name} to call it on: make it static, or put the attribute on a "
                + "class that can be created",
        _ when !method.ContainingType.IsNameable()
            || method.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal) => "it is private",
        _ => null,
    };

    private static bool IsInGeneric(INamedTypeSymbol? type) => type is not null && (type.IsGenericType || IsInGeneric(type.ContainingType));
}
