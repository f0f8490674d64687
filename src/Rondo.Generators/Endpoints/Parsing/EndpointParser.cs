using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Rondo.Generators.Endpoints;

/// <summary>From a call of <c>app.Get(…)</c> and its like, or a method with <c>[Get]</c>, to a model of the endpoint.</summary>
internal static class EndpointParser
{
    private const string Extensions = "Rondo.Api.RouteExtensions";

    private static readonly Dictionary<string, string> s_verbs = new()
    {
        ["Get"] = "GET",
        ["Post"] = "POST",
        ["Put"] = "PUT",
        ["Patch"] = "PATCH",
        ["Delete"] = "DELETE",
        ["Head"] = "HEAD",
        ["Options"] = "OPTIONS",
        ["WebSocket"] = "SOCKET",
        ["Depends"] = "DEPENDS",
    };

    /// <summary>By its looks alone: cheap, since it is asked for every node at every keystroke.</summary>
    internal static bool LooksLikeCall(SyntaxNode node, CancellationToken cancellation) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name }, ArgumentList.Arguments.Count: 1 or 2 } && s_verbs.ContainsKey(name);

    internal static EndpointModel? ParseCall(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        var name = ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText;
        var model = context.SemanticModel;
        if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol target || !(target.ReducedFrom ?? target).ContainingType.Is(Extensions))
            return null;
        var verb = s_verbs[name];
        var diagnostics = new List<DiagnosticModel>();
        var arguments = call.ArgumentList.Arguments;
        var argument = (arguments.FirstOrDefault(static each => each.NameColon?.Name.Identifier.ValueText is "handler" or "dependency") ?? arguments[arguments.Count - 1]).Expression;
        while (argument is ParenthesizedExpressionSyntax inner)
            argument = inner.Expression;
        var pattern = verb == "DEPENDS" ? null : model.GetConstantValue(arguments[0].Expression, cancellation).Value as string;
        var location = LocationModel.Of(argument.GetLocation());
        var handler = Handler(model, argument, cancellation);
        if (handler is null)
        {
            // What does not compile is the compiler's to report.
            if (model.GetTypeInfo(argument, cancellation).Type is { TypeKind: TypeKind.Error })
                return null;
            return new EndpointModel { Declared = name, Diagnostics = new[] { DiagnosticModel.Of(Diagnostics.HandlerIsNotVisible, location, pattern ?? name) } };
        }

        var interception = model.GetInterceptableLocation(call, cancellation);
        if (interception is null)
            return null;
        var lines = call.GetLocation().GetLineSpan();
        var documentation = argument is AnonymousFunctionExpressionSyntax ? Documentation.Of(call.FirstAncestorOrSelf<StatementSyntax>()) : Documentation.Of(handler);
        var endpoint = Describe(handler, verb, pattern, LocationModel.Of(arguments[0].Expression.GetLocation()), location, documentation, Body(handler, argument, cancellation), context.SemanticModel, diagnostics);
        return endpoint with
        {
            Id = $"{System.IO.Path.GetFileNameWithoutExtension(lines.Path)}_{Symbols.Hash(interception.Data):x8}",
            Declared = name,
            Interception = interception.GetInterceptsLocationAttributeSyntax(),
            Handler = handler.MethodKind == MethodKind.LambdaMethod
                ? $"{System.IO.Path.GetFileName(lines.Path)}:{lines.StartLinePosition.Line + 1}"
                : $"{handler.ContainingType?.Name}.{handler.Name}",
            Cast = Cast(handler),
            Receiver = Receiver(call, model, cancellation),
        };
    }

    internal static EndpointModel? ParseMethod(GeneratorAttributeSyntaxContext context, string verb, AttributeData attribute)
    {
        var method = (IMethodSymbol)context.TargetSymbol;
        var pattern = attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";
        var diagnostics = new List<DiagnosticModel>();
        var location = LocationModel.Of(method.Locations.FirstOrDefault());
        if (method.IsGenericMethod || method.ContainingType.IsGenericType)
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, method.Name, "handler", "it is generic"));
        if (!method.ContainingType.IsNameable() || method.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, method.Name, "handler", "it is private"));
        var endpoint = Describe(method, verb, pattern, location, location, Documentation.Of(method), context.TargetNode, context.SemanticModel, diagnostics);
        return endpoint with
        {
            Id = $"{method.ContainingType.Name}_{method.Name}_{Symbols.Hash(method.ToDisplayString() + verb + pattern):x8}",
            Declared = "",
            Container = method.ContainingType.Plain(),
            MethodName = method.Name,
            IsStatic = method.IsStatic,
            Handler = $"{method.ContainingType.Name}.{method.Name}",
            Receiver = method.ContainingType.Plain(),
        };
    }

    private static EndpointModel Describe(
        IMethodSymbol handler, string verb, string? pattern, LocationModel? patternLocation, LocationModel? location, DocumentationModel documentation, SyntaxNode? body, SemanticModel semantics, List<DiagnosticModel> diagnostics)
    {
        var route = new List<(string Name, bool Optional)>();
        if (pattern is not null)
        {
            if (RoutePattern.Parameters(pattern, out var error) is { } parameters)
                route = parameters;
            else
                diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadPattern, patternLocation, pattern, error!));
        }

        var types = new TypeWalker();
        var parsed = new ParameterParser(verb, route.ConvertAll(static each => each.Name), types, diagnostics, documentation).ParseAll(handler.Parameters);
        foreach (var (name, _) in route)
        {
            if (name != "_" && !Flatten(parsed).Any(parameter => string.Equals(parameter.Wire, name, StringComparison.OrdinalIgnoreCase)) && !parsed.Any(static parameter => parameter.Origin is Origin.Special && parameter.Expression.StartsWith("http", StringComparison.Ordinal)))
                diagnostics.Add(DiagnosticModel.Of(Diagnostics.UnusedRouteParameter, patternLocation, name));
        }

        var texts = new TypeTextWalker();
        foreach (var (parameter, _) in handler.Parameters.Zip(parsed, static (symbol, model) => (symbol, model)).Where(static each => each.model.Origin is Origin.Body or Origin.Socket or Origin.Query))
            texts.Walk(parameter.Type);
        texts.Walk(handler.ReturnType);
        var sessions = parsed.Count(static parameter => parameter.Origin == Origin.Socket);
        if (verb == "SOCKET" && sessions != 1)
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.SeveralSessions, location, sessions.ToString()));
        return new EndpointModel
        {
            Verb = verb,
            Pattern = pattern,
            Parameters = parsed,
            Return = verb == "DEPENDS" ? new ReturnModel(OutputKind.Nothing, false, "void", null) : ReturnParser.Parse(handler.ReturnType, location, diagnostics),
            Metadata = Metadata(handler),
            Errors = Thrown(body, semantics),
            Documentation = documentation,
            Types = types.Types,
            Texts = texts.Texts,
            Diagnostics = diagnostics.ToEquatable(),
            Location = patternLocation,
        };
    }

    private static IEnumerable<ParameterModel> Flatten(IEnumerable<ParameterModel> parameters) => parameters.SelectMany(static parameter => Flatten(parameter.Members).Append(parameter));

    internal static EquatableArray<string> Metadata(IMethodSymbol handler) => handler.GetAttributes()
        .Where(static attribute => attribute.AttributeClass is { } type && !type.IsOrDerivesFrom("Rondo.Api.RouteAttribute") && !type.Is("Rondo.Api.DependencyAttribute") && !type.Is("Rondo.Api.ValidatorAttribute")
            && type.Namespace() != "System.Runtime.CompilerServices" && type.Namespace() != "System.Diagnostics" && type.Namespace() != "System.Diagnostics.CodeAnalysis")
        .Select(static attribute => Literals.Attribute(attribute))
        .Where(static text => text is not null)
        .Select(static text => text!)
        .ToEquatable();

    /// <summary>The errors of the API that the code is seen to throw.</summary>
    internal static EquatableArray<string> Thrown(SyntaxNode? body, SemanticModel semantics) => body is null || body.SyntaxTree != semantics.SyntaxTree
        ? default
        : body.DescendantNodes()
            .Select(static node => (node as ThrowStatementSyntax)?.Expression ?? (node as ThrowExpressionSyntax)?.Expression)
            .OfType<BaseObjectCreationExpressionSyntax>()
            .Select(created => semantics.GetTypeInfo(created).Type)
            .Where(static type => type.IsOrDerivesFrom("Rondo.Api.ApiError") && type!.IsNameable())
            .Select(static type => type!.Plain())
            .Distinct()
            .OrderBy(static name => name, StringComparer.Ordinal)
            .ToEquatable();

    private static IMethodSymbol? Handler(SemanticModel model, ExpressionSyntax argument, CancellationToken cancellation) => argument switch
    {
        AnonymousFunctionExpressionSyntax => model.GetSymbolInfo(argument, cancellation).Symbol as IMethodSymbol,
        IdentifierNameSyntax or MemberAccessExpressionSyntax => model.GetSymbolInfo(argument, cancellation) switch
        {
            { Symbol: IMethodSymbol method } => method,
            { CandidateSymbols: { Length: 1 } candidates } => candidates[0] as IMethodSymbol,
            _ => null,
        },
        _ => null,
    };

    private static SyntaxNode? Body(IMethodSymbol handler, ExpressionSyntax argument, CancellationToken cancellation) =>
        argument is AnonymousFunctionExpressionSyntax ? argument : handler.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);

    private static string Receiver(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation) =>
        model.GetSymbolInfo(((MemberAccessExpressionSyntax)call.Expression).Expression, cancellation).Symbol is { } symbol and (ILocalSymbol or IParameterSymbol or IFieldSymbol) ? $"{symbol.ContainingSymbol?.ToDisplayString()}.{symbol.Name}" : "";

    /// <summary>A lambda that has the same natural type as the handler.</summary>
    internal static string Cast(IMethodSymbol handler)
    {
        var parameters = string.Join(", ", handler.Parameters.Select(static (parameter, i) =>
            $"{parameter.Type.Full()} p{i}{(parameter.HasExplicitDefaultValue ? " = " + Literals.Of(parameter.ExplicitDefaultValue, parameter.Type) : "")}"));
        var type = handler.ReturnsVoid ? "void" : handler.ReturnType.Full();
        return $"{type} ({parameters}) => throw null!";
    }
}
