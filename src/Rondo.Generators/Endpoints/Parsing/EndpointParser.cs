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

    private const string Endless = "the types of its members grow without end, so that the docs cannot list them: let no "
        + "member's type have more type arguments than its owner";

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

    /// <summary>
    /// The names of methods with <c>[BindsHandler]</c>: without them every call would have to be looked up at every keystroke.
    /// </summary>
    private static readonly HashSet<string> s_binding = ["Job", "Schedule", "OnStart", "AddBackground"];

    /// <summary>By its looks alone: cheap, since it is asked for every node at every keystroke.</summary>
    internal static bool LooksLikeCall(SyntaxNode node, CancellationToken cancellation) =>
        node is InvocationExpressionSyntax { ArgumentList.Arguments.Count: >= 1 and var count } call && NameOf(call) is { } name
            && ((count <= 3 && s_verbs.ContainsKey(name.Identifier.ValueText)) || s_binding.Contains(name.Identifier.ValueText));

    internal static EndpointModel? ParseCall(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        var name = NameOf(call)!.Identifier.ValueText;
        var model = context.SemanticModel;
        if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol target)
            return null;
        var isBound = HandlerCallParser.Binds(target);
        if (!isBound && !(target.ReducedFrom ?? target).ContainingType.Is(Extensions))
            return null;
        var verb = isBound ? ParameterParser.Bound : s_verbs[name];
        var diagnostics = new List<DiagnosticModel>();
        var written = Argument(
            call, target, isBound ? HandlerCallParser.HandlerOf(target)?.Name ?? "" : verb == "DEPENDS" ? "dependency" : "handler");
        var patternArgument = isBound || verb == "DEPENDS" ? null : Argument(call, target, "pattern");
        if (written is null)
            return null;
        var argument = Bare(written);
        ITypeSymbol? converted = null;
        if (argument is CastExpressionSyntax cast
            && Bare(cast.Expression) is AnonymousFunctionExpressionSyntax or NameSyntax or MemberAccessExpressionSyntax
            && model.GetTypeInfo(cast, cancellation).Type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } type && type.IsNameable())
            (argument, converted) = (Bare(cast.Expression), type);
        var pattern = patternArgument is null ? null : model.GetConstantValue(patternArgument, cancellation).Value as string;
        var location = LocationModel.Of(argument.GetLocation());
        var handler = Handler(model, argument, cancellation);
        if (handler is null)
        {
            // The compiler reports code that does not compile.
            if (model.GetTypeInfo(argument, cancellation).Type is { TypeKind: TypeKind.Error }
                || model.GetDiagnostics(argument.Span, cancellation).Any(static each => each.Severity == DiagnosticSeverity.Error))
                return null;
            return new EndpointModel
            {
                Declared = name,
                Diagnostics = new[] { DiagnosticModel.Of(Diagnostics.HandlerIsNotVisible, location, pattern ?? name) }
            };
        }

        var interception = model.GetInterceptableLocation(call, cancellation);
        if (interception is null)
            return null;
        if (handler is { IsAsync: true, ReturnsVoid: true })
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, NameOf(handler), "handler",
                FunctionParser.AsyncVoid));
        var lines = call.GetLocation().GetLineSpan();
        var site = CallSite.Of(call, cancellation);
        // As the compiler writes it into its output: the same on each machine where paths are mapped.
        var path = model.Compilation.Options.SourceReferenceResolver?.NormalizePath(call.SyntaxTree.FilePath, baseFilePath: null)
            ?? call.SyntaxTree.FilePath;
        var documentation = argument is AnonymousFunctionExpressionSyntax
            ? Documentation.Of(call.FirstAncestorOrSelf<StatementSyntax>()) : Documentation.Of(handler);
        var isDependency = verb == "DEPENDS" && handler.Attribute(FunctionParser.DependencyAttribute) is not null
            && (SymbolEqualityComparer.Default.Equals(handler.ContainingAssembly, model.Compilation.Assembly)
                || LibraryParser.Offers(handler, model.Compilation));
        var guard = verb == "DEPENDS"
            ? GuardParser.Parse(
                handler, (converted as INamedTypeSymbol)?.DelegateInvokeMethod?.ReturnType ?? handler.ReturnType,
                isDependency, location, diagnostics) : null;
        var handlerCall = isBound ? HandlerCallParser.Parse(target) : null;
        if (isBound && handlerCall is null)
            return null;
        var payload = isBound ? HandlerCallParser.InputOf(target) : null;
        if (isBound && diagnostics.Count == 0 && HandlerCallParser.Unfit(handler, payload) is { } unfit)
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, NameOf(handler), "handler", unfit));
        var endpoint = Describe(
            handler, verb, pattern, LocationModel.Of((patternArgument ?? argument).GetLocation()), location, documentation,
            Body(handler, argument, cancellation), context.SemanticModel, diagnostics, payload);
        return endpoint with
        {
            Return = guard ?? endpoint.Return,
            Dependency = isDependency ? handler.Call() : "",
            Id = $"{System.IO.Path.GetFileNameWithoutExtension(lines.Path)}_{Symbols.Hash(path):x8}_{site.Name}",
            SetUp = site.SetUp,
            Call = handlerCall,
            Declared = name,
            Interception = interception.GetInterceptsLocationAttributeSyntax(),
            Handler = handler.MethodKind == MethodKind.LambdaMethod
                ? $"{System.IO.Path.GetFileName(lines.Path)}:{lines.StartLinePosition.Line + 1}"
                : $"{handler.ContainingType?.Name}.{handler.Name}",
            Cast = converted is null ? Cast(handler) : $"default({converted.Plain()})!",
            Receiver = Receiver(call, target, model, cancellation),
            Branches = Branches(call),
        };
    }

    internal static EndpointModel? ParseMethod(GeneratorAttributeSyntaxContext context, string name, AttributeData attribute)
    {
        var verb = s_verbs[name];
        var method = (IMethodSymbol)context.TargetSymbol;
        var pattern = attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";
        var diagnostics = new List<DiagnosticModel>();
        var location = LocationModel.Of(method.Locations.FirstOrDefault());
        if (method.MethodKind != MethodKind.Ordinary)
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, method.Name, "handler",
                method.MethodKind == MethodKind.LocalFunction
                ? "it is local to a method: write it in a class, or pass it to app.Get(…) and its like"
                : "it is no method with a name of its own"));
        else if (method is { IsAsync: true, ReturnsVoid: true })
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, method.Name, "handler",
                FunctionParser.AsyncVoid));
        else if (method.IsGenericMethod || IsInGeneric(method.ContainingType))
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, method.Name, "handler", "it is generic"));
        else if (!method.IsStatic && (method.ContainingType.IsAbstract || method.ContainingType.IsRefLikeType))
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, method.Name, "handler",
                $"nothing can make a {method.ContainingType.Name} to call it on: make it static, or put the attribute on a "
                    + $"class that can be created"));
        else if (!method.ContainingType.IsNameable()
            || method.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, method.Name, "handler", "it is private"));
        var endpoint = Describe(method, verb, pattern, location, location, Documentation.Of(method), context.TargetNode,
            context.SemanticModel, diagnostics);
        return endpoint with
        {
            Id = $"{method.ContainingType.Name}_{method.Name}_{Symbols.Hash(method.ToDisplayString() + verb + pattern):x8}",
            Declared = "",
            Container = method.ContainingType.Plain(),
            MethodName = Symbols.Escaped(method.Name),
            IsStatic = method.IsStatic,
            Handler = $"{method.ContainingType.Name}.{method.Name}",
            Receiver = method.ContainingType.Plain(),
        };
    }

    private static EndpointModel Describe(
        IMethodSymbol handler, string verb, string? pattern, LocationModel? patternLocation, LocationModel? location,
            DocumentationModel documentation, SyntaxNode? body, SemanticModel semantics, List<DiagnosticModel> diagnostics,
            ITypeSymbol? payload = null)
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
        var parsed = new ParameterParser(verb, route.ConvertAll(static each => each.Name), types, diagnostics, documentation,
            semantics.Compilation).ParseAll(handler.Parameters, payload);
        var texts = new TypeTextWalker();
        foreach (var (parameter, place) in handler.Parameters.Zip(parsed, static (symbol, model) => (symbol, model))
            .Where(static each => each.model.Origin is Origin.Body or Origin.Lines or Origin.Socket or Origin.Query or Origin.Payload))
        {
            texts.Walk(parameter.Type);
            if (!texts.HasEnd)
                diagnostics.Add(DiagnosticModel.Of(Diagnostics.UnsupportedParameter, place.Location, place.Name,
                    parameter.Type.ToDisplayString(), Endless));
        }

        var isBound = verb == ParameterParser.Bound;
        if (texts.HasEnd && !isBound)
        {
            texts.Walk(handler.ReturnType);
            if (!texts.HasEnd)
                diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadReturn, location, handler.ReturnType.ToDisplayString(), Endless));
        }

        var sessions = parsed.Count(static parameter => parameter.Origin == Origin.Socket);
        if (verb == "SOCKET" && sessions != 1)
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.SeveralSessions, location, sessions.ToString()));
        return new EndpointModel
        {
            Verb = verb,
            Pattern = pattern,
            LeftToDependencies = route.Select(static each => each.Name).Where(name => name != "_" && !RouteTakers.Takes(parsed, name))
                .ToEquatable(),
            Parameters = parsed,
            Return = verb == "DEPENDS" || isBound ? new ReturnModel(OutputKind.Nothing, isBound && !handler.ReturnsVoid, "void", null)
                : ReturnParser.Parse(handler.ReturnType, location, diagnostics, semantics.Compilation),
            Metadata = isBound ? default : verb == "DEPENDS" ? EndpointAttributes.OfDependency(handler, diagnostics)
                : EndpointAttributes.Of(handler, semantics.Compilation, diagnostics),
            Errors = ThrownErrors.Of(handler, body, semantics),
            Documentation = documentation,
            Types = types.Types,
            Texts = isBound ? default : texts.Texts,
            Contract = texts.Contract,
            Diagnostics = diagnostics.Concat(types.Refused).ToEquatable(),
            Location = patternLocation,
        };
    }

    private static IMethodSymbol? Handler(SemanticModel model, ExpressionSyntax argument, CancellationToken cancellation) => argument switch
    {
        AnonymousFunctionExpressionSyntax => model.GetSymbolInfo(argument, cancellation).Symbol as IMethodSymbol,
        SimpleNameSyntax or MemberAccessExpressionSyntax => model.GetSymbolInfo(argument, cancellation) switch
        {
            { Symbol: IMethodSymbol method } => method,
            { CandidateSymbols: { Length: 1 } candidates } => candidates[0] as IMethodSymbol,
            _ => null,
        },
        _ => null,
    };

    private static string NameOf(IMethodSymbol handler) => handler.MethodKind == MethodKind.LambdaMethod ? "the lambda" : handler.Name;

    private static SyntaxNode? Body(IMethodSymbol handler, ExpressionSyntax argument, CancellationToken cancellation) =>
        argument is AnonymousFunctionExpressionSyntax ? argument
            : handler.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);

    private static bool IsInGeneric(INamedTypeSymbol? type) => type is not null && (type.IsGenericType || IsInGeneric(type.ContainingType));

    internal static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name, // app?.Get
        _ => null,
    };

    private static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax inner:
                    expression = inner.Expression;
                    break;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure:
                    expression = sure.Operand;
                    break;
                default:
                    return expression;
            }
        }
    }

    /// <summary>The argument of a parameter, by name or by place.</summary>
    private static ExpressionSyntax? Argument(InvocationExpressionSyntax call, IMethodSymbol target, string name)
    {
        var arguments = call.ArgumentList.Arguments;
        if (arguments.FirstOrDefault(each => each.NameColon?.Name.Identifier.ValueText == name) is { } named)
            return named.Expression;
        var place = target.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Ordinal ?? -1;
        return place >= 0 && place < arguments.Count && arguments[place].NameColon is null ? arguments[place].Expression : null;
    }

    /// <summary>
    /// The variable that the call is made on: its name and where it is declared, since two blocks may each have a <c>group</c>.
    /// </summary>
    private static string Receiver(InvocationExpressionSyntax call, IMethodSymbol target, SemanticModel model,
        CancellationToken cancellation)
    {
        var on = target.ReducedFrom is null ? Argument(call, target, target.Parameters[0].Name)
            : call.Expression is MemberAccessExpressionSyntax access ? access.Expression
            : call.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression;
        return on is not null && model.GetSymbolInfo(Bare(on),
            cancellation).Symbol is { } symbol and (ILocalSymbol or IParameterSymbol or IFieldSymbol)
            ? $"{symbol.Name}@{symbol.Locations.FirstOrDefault()?.SourceTree?.FilePath}:"
                + $"{symbol.Locations.FirstOrDefault()?.SourceSpan.Start}"
            : "";
    }

    /// <summary>Which ways of ifs and switches lead to the call: calls on different ways of one do not collide.</summary>
    private static EquatableArray<NamedText> Branches(SyntaxNode call)
    {
        var branches = new List<NamedText>();
        for (var node = call; node.Parent is { } parent; node = parent)
        {
            if (parent is IfStatementSyntax or ElseClauseSyntax or SwitchSectionSyntax or ConditionalExpressionSyntax
                or SwitchExpressionArmSyntax)
            {
                var fork = parent is ElseClauseSyntax or SwitchSectionSyntax or SwitchExpressionArmSyntax ? parent.Parent! : parent;
                if (node != (fork as IfStatementSyntax)?.Condition && node is not ElseClauseSyntax)
                    branches.Add(new NamedText(fork.SpanStart.ToString(), node.SpanStart.ToString()));
            }
        }

        return branches.ToEquatable();
    }

    /// <summary>A lambda that has the same natural type as the handler.</summary>
    internal static string Cast(IMethodSymbol handler)
    {
        var parameters = string.Join(", ", handler.Parameters.Select(static (parameter, i) =>
            $"{(parameter.IsParams ? "params " : "")}{parameter.Type.Full()} p{i}"
                + $"{(parameter.HasExplicitDefaultValue ? " = " + Literals.Of(parameter.ExplicitDefaultValue, parameter.Type) : "")}"));
        var type = handler.ReturnsVoid ? "void" : handler.ReturnType.Full();
        return $"{type} ({parameters}) => throw null!";
    }
}
