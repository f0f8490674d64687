using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Parameters;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>From a handler to the part of the endpoint's model that does not depend on how the handler is given.</summary>
internal sealed class EndpointParser(IMethodSymbol handler, RouteMethod method, SemanticModel semantics, List<DiagnosticModel> diagnostics)
{
    private const string Endless = "the types of its members grow without end, so that the docs cannot list them: let no "
        + "member's type have more type arguments than its owner";

    private readonly TypeWalker _types = new();
    private readonly TypeTextWalker _texts = new();

    private bool IsBound => method.Kind == EndpointKind.Bound;

    private bool IsGroupDependency => method.Kind == EndpointKind.GroupDependency;

    /// <param name="pattern">The route's pattern, where it is a constant.</param>
    /// <param name="patternLocation">The place of the pattern.</param>
    /// <param name="location">The place of the handler.</param>
    /// <param name="documentation">The handler's documentation.</param>
    /// <param name="body">The handler's code; null where there is none to see.</param>
    /// <param name="payload">The type of the payload, of a handler without a request.</param>
    internal EndpointModel Parse(
        string? pattern, LocationModel? patternLocation, LocationModel? location, DocumentationModel documentation, SyntaxNode? body,
        ITypeSymbol? payload)
    {
        var route = RouteOf(pattern, patternLocation);
        var parameters = ParameterParser.ParseAll(
            new ParameterContext(RequestOf(method), route, _types, diagnostics, documentation, semantics.Compilation),
            handler.Parameters, payload);
        ReadTexts(parameters, location);
        var sessions = parameters.Count(static parameter => parameter.Source.IsSession);
        if (method.Kind == EndpointKind.WebSocket && sessions != 1)
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.SeveralSessions, location, sessions.ToString()));
        return new EndpointModel
        {
            Kind = method.Kind,
            Method = method.Http,
            Pattern = pattern,
            LeftToDependencies = route.Where(name => name != "_" && !RouteNames.Contain(RouteNames.Of(parameters), name)).ToEquatable(),
            Parameters = parameters,
            Return = IsGroupDependency || IsBound ? new ReturnModel(ResponseKind.Nothing, IsBound && !handler.ReturnsVoid, "void", null)
                : ReturnParser.Parse(handler.ReturnType, location, diagnostics, semantics.Compilation),
            Metadata = IsBound ? default : IsGroupDependency ? EndpointAttributes.OfDependency(handler, diagnostics)
                : EndpointAttributes.Of(handler, semantics.Compilation, diagnostics),
            Errors = ThrownErrors.Of(handler, body, semantics),
            Documentation = documentation,
            Types = _types.Types,
            Texts = IsBound ? default : _texts.Texts,
            Contract = _texts.Contract,
            Diagnostics = diagnostics.Concat(_types.Refused).ToEquatable(),
            Location = patternLocation,
        };
    }

    private static RequestTraits RequestOf(RouteMethod method) => method.Kind switch
    {
        EndpointKind.Http => RequestTraits.Of(method.Http),
        EndpointKind.WebSocket => RequestTraits.WebSocket,
        EndpointKind.GroupDependency => RequestTraits.Guarded,
        _ => RequestTraits.None,
    };

    private List<string> RouteOf(string? pattern, LocationModel? location)
    {
        if (pattern is null)
            return [];
        if (RoutePattern.Parameters(pattern, out var error) is { } parameters)
            return parameters.ConvertAll(static each => each.Name);
        diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadPattern, location, pattern, error!));
        return [];
    }

    /// <summary>Reads the documentation of the types that the handler takes and returns.</summary>
    private void ReadTexts(EquatableArray<ParameterModel> parameters, LocationModel? location)
    {
        foreach (var (symbol, parameter) in handler.Parameters.Zip(parameters, static (symbol, parameter) => (symbol, parameter))
            .Where(static each => each.parameter.Source is JsonSource or RawSessionSource or TextSource { Place: TextPlace.Query }))
        {
            _texts.Walk(symbol.Type);
            if (!_texts.HasEnd)
                diagnostics.Add(DiagnosticModel.Of(
                    Diagnostics.UnsupportedParameter, parameter.Location, parameter.Name, symbol.Type.ToDisplayString(), Endless));
        }

        if (!_texts.HasEnd || IsBound)
            return;
        _texts.Walk(handler.ReturnType);
        if (!_texts.HasEnd)
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.BadReturn, location, handler.ReturnType.ToDisplayString(), Endless));
    }
}
