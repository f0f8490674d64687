using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>From a call of <c>app.Get(…)</c> and its like to a model of the endpoint.</summary>
internal sealed class CallParser
{
    private const string Extensions = "Rondo.Api.RouteExtensions";

    private readonly InvocationExpressionSyntax _call;
    private readonly IMethodSymbol _target;
    private readonly RouteMethod _method;
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellation;
    private readonly List<DiagnosticModel> _diagnostics = [];

    private CallParser(
        InvocationExpressionSyntax call, IMethodSymbol target, RouteMethod method, SemanticModel model, CancellationToken cancellation) =>
        (_call, _target, _method, _model, _cancellation) = (call, target, method, model, cancellation);

    private string Name => RouteCalls.NameOf(_call)!.Identifier.ValueText;

    private bool IsBound => _method.Kind == EndpointKind.Bound;

    private bool IsGroupDependency => _method.Kind == EndpointKind.GroupDependency;

    /// <returns>The endpoint; null where the call is none, or does not compile.</returns>
    internal static EndpointModel? Parse(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (context.SemanticModel.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol target)
            return null;
        var isBound = HandlerCallParser.Binds(target);
        if (!isBound && !(target.ReducedFrom ?? target).ContainingType.Is(Extensions))
            return null;
        var method = isBound ? RouteMethod.Bound : RouteMethod.ByName[RouteCalls.NameOf(call)!.Identifier.ValueText];
        return new CallParser(call, target, method, context.SemanticModel, cancellation).Parse();
    }

    private EndpointModel? Parse()
    {
        var taker = IsBound ? HandlerCallParser.HandlerOf(_target)?.Name ?? "" : IsGroupDependency ? "dependency" : "handler";
        if (RouteCalls.Argument(_call, _target, taker) is not { } written)
            return null;
        var (argument, converted) = WithoutCast(RouteCalls.Bare(written));
        var place = IsBound || IsGroupDependency ? null : RouteCalls.Argument(_call, _target, "pattern");
        var pattern = place is null ? null : _model.GetConstantValue(place, _cancellation).Value as string;
        if (HandlerOf(argument) is not { } handler)
            return Invisible(argument, pattern);
        if (_model.GetInterceptableLocation(_call, _cancellation) is not { } interception)
            return null;
        return Parse(handler, argument, converted, pattern, (place ?? argument).GetLocation()) is not { } endpoint ? null : endpoint with
        {
            Declared = Name,
            Interception = interception.GetInterceptsLocationAttributeSyntax(),
            Cast = converted is null ? NaturalCast(handler) : $"default({converted.Plain()})!",
            Receiver = RouteCalls.Receiver(_call, _target, _model, _cancellation),
            Branches = RouteCalls.Branches(_call),
        };
    }

    /// <summary>The handler, with the delegate type that the call converts it to.</summary>
    private (ExpressionSyntax Handler, INamedTypeSymbol? Converted) WithoutCast(ExpressionSyntax argument) =>
        argument is CastExpressionSyntax cast
        && RouteCalls.Bare(cast.Expression) is AnonymousFunctionExpressionSyntax or NameSyntax or MemberAccessExpressionSyntax
        && _model.GetTypeInfo(cast, _cancellation).Type is INamedTypeSymbol { TypeKind: TypeKind.Delegate } type && type.IsNameable()
            ? (RouteCalls.Bare(cast.Expression), type) : (argument, null);

    /// <summary>A handler that is not known at compile time. The compiler reports code that does not compile.</summary>
    private EndpointModel? Invisible(ExpressionSyntax argument, string? pattern) =>
        _model.GetTypeInfo(argument, _cancellation).Type is { TypeKind: TypeKind.Error }
        || _model.GetDiagnostics(argument.Span, _cancellation).Any(static each => each.Severity == DiagnosticSeverity.Error)
            ? null
            : new EndpointModel
            {
                Declared = Name,
                Kind = _method.Kind,
                Diagnostics = new[]
                {
                    DiagnosticModel.Of(Diagnostics.HandlerIsNotVisible, LocationModel.Of(argument.GetLocation()), pattern ?? Name),
                },
            };

    private EndpointModel? Parse(
        IMethodSymbol handler, ExpressionSyntax argument, INamedTypeSymbol? converted, string? pattern, Location patternPlace)
    {
        var location = LocationModel.Of(argument.GetLocation());
        if (handler is { IsAsync: true, ReturnsVoid: true })
            _diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, NameOf(handler), "handler", FunctionParser.AsyncVoid));
        var isDependency = IsGroupDependency && handler.Attribute(FunctionParser.DependencyAttribute) is not null
            && (SymbolEqualityComparer.Default.Equals(handler.ContainingAssembly, _model.Compilation.Assembly)
                || LibraryParser.Offers(handler, _model.Compilation));
        var answer = IsGroupDependency
            ? GroupDependencyParser.Parse(
                handler, converted?.DelegateInvokeMethod?.ReturnType ?? handler.ReturnType, isDependency, location, _diagnostics) : null;
        var bound = IsBound ? HandlerCallParser.Parse(_target) : null;
        if (IsBound && bound is null)
            return null;
        var payload = IsBound ? HandlerCallParser.InputOf(_target) : null;
        if (IsBound && _diagnostics.Count == 0 && HandlerCallParser.Unfit(handler, payload) is { } unfit)
            _diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadFunction, location, NameOf(handler), "handler", unfit));
        var endpoint = new EndpointParser(handler, _method, _model, _diagnostics).Parse(
            pattern, LocationModel.Of(patternPlace), location, DocumentationOf(handler, argument), BodyOf(handler, argument), payload);
        var site = CallSite.Of(_call, _cancellation);
        var lines = _call.GetLocation().GetLineSpan();
        return endpoint with
        {
            Id = $"{System.IO.Path.GetFileNameWithoutExtension(lines.Path)}_{Symbols.Hash(MappedPath()):x8}_{site.Name}",
            SetUp = site.SetUp,
            Return = answer ?? endpoint.Return,
            Dependency = isDependency ? handler.Call() : "",
            Call = bound,
            Handler = handler.MethodKind == MethodKind.LambdaMethod
                ? $"{System.IO.Path.GetFileName(lines.Path)}:{lines.StartLinePosition.Line + 1}"
                : $"{handler.ContainingType?.Name}.{handler.Name}",
        };
    }

    /// <summary>The file as the compiler writes it into its output: the same on each machine where paths are mapped.</summary>
    private string MappedPath() =>
        _model.Compilation.Options.SourceReferenceResolver?.NormalizePath(_call.SyntaxTree.FilePath, baseFilePath: null)
            ?? _call.SyntaxTree.FilePath;

    private DocumentationModel DocumentationOf(IMethodSymbol handler, ExpressionSyntax argument) =>
        argument is AnonymousFunctionExpressionSyntax
            ? Documentation.Of(_call.FirstAncestorOrSelf<StatementSyntax>()) : Documentation.Of(handler);

    private IMethodSymbol? HandlerOf(ExpressionSyntax argument) => argument switch
    {
        AnonymousFunctionExpressionSyntax => _model.GetSymbolInfo(argument, _cancellation).Symbol as IMethodSymbol,
        SimpleNameSyntax or MemberAccessExpressionSyntax => _model.GetSymbolInfo(argument, _cancellation) switch
        {
            { Symbol: IMethodSymbol method } => method,
            { CandidateSymbols: { Length: 1 } candidates } => candidates[0] as IMethodSymbol,
            _ => null,
        },
        _ => null,
    };

    private SyntaxNode? BodyOf(IMethodSymbol handler, ExpressionSyntax argument) =>
        argument is AnonymousFunctionExpressionSyntax ? argument
            : handler.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(_cancellation);

    private static string NameOf(IMethodSymbol handler) => handler.MethodKind == MethodKind.LambdaMethod ? "the lambda" : handler.Name;

    /// <summary>A lambda that has the same natural type as the handler.</summary>
    private static string NaturalCast(IMethodSymbol handler)
    {
        var parameters = string.Join(", ", handler.Parameters.Select(static (parameter, i) =>
            $"{(parameter.IsParams ? "params " : "")}{parameter.Type.Full()} p{i}"
                + $"{(parameter.HasExplicitDefaultValue ? " = " + Literals.Of(parameter.ExplicitDefaultValue, parameter.Type) : "")}"));
        var type = handler.ReturnsVoid ? "void" : handler.ReturnType.Full();
        return $"{type} ({parameters}) => throw null!";
    }
}
