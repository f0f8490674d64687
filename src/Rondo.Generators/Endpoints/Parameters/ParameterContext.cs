using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Parameters;

/// <summary>The function whose parameters are parsed.</summary>
/// <param name="Request">The requests that it is called for.</param>
/// <param name="Route">The names of the route's parameters.</param>
/// <param name="Types">Collects the types whose values are validated.</param>
/// <param name="Problems">Collects diagnostics.</param>
/// <param name="Documentation">The function's documentation, or that of the parameter object.</param>
/// <param name="Compilation">The compilation.</param>
internal sealed record ParameterContext(
    RequestTraits Request, IReadOnlyList<string> Route, TypeWalker Types, List<DiagnosticModel> Problems,
    DocumentationModel Documentation, Compilation Compilation)
{
    /// <summary>The parameter objects whose members are parsed, from the outside in.</summary>
    internal IReadOnlyList<ITypeSymbol> Owners { get; init; } = [];

    internal void Report(DiagnosticDescriptor descriptor, LocationModel? location, params string[] arguments) =>
        Problems.Add(DiagnosticModel.Of(descriptor, location, arguments));
}
