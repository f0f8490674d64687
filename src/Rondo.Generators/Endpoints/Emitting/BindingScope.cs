using System.Collections.Generic;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>The code around the bindings of one function.</summary>
/// <param name="http">The expression of the request's context.</param>
/// <param name="constraints">The constraints of the generated class.</param>
/// <param name="functions">The validator functions that are asked too; null for none.</param>
internal sealed class BindingScope(string http, Constraints constraints, Resolution? functions)
{
    private const string Call = "call.Http";

    internal string Http => http;

    internal Constraints Constraints => constraints;

    internal Resolution? Functions => functions;

    /// <summary>Whether the code runs for a call, of a dependency or a validator, and serves many endpoints.</summary>
    internal bool IsOfCall => http == Call;

    internal string Services => IsOfCall ? "call.Services" : ContextSource.Services;

    /// <summary>
    /// Parameters of which only the built route says whether they are in the path: name of the variable and of the parameter.
    /// </summary>
    internal List<(string Variable, string Name)> Routed { get; } = [];

    /// <summary>Statements for the time when the endpoint is built.</summary>
    internal List<string> Startup { get; } = [];

    internal static BindingScope OfCall(Constraints constraints, Resolution? functions) => new(Call, constraints, functions);

    /// <summary>Lets the app not start where the container has a service of the parameter's type, which is a guess.</summary>
    internal void RefuseService(ParameterModel parameter)
    {
        if (parameter.Inferred)
            Startup.Add($"state.RefuseService<{parameter.PlainType}>({Literals.Text(parameter.Name)});");
    }
}
