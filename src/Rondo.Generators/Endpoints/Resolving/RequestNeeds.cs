using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Resolving;

/// <summary>The functions of the program that need a request, which a handler without one cannot use.</summary>
/// <param name="Functions">Each dependency's method, or each validated type, and the reason.</param>
internal sealed record RequestNeeds(EquatableArray<NamedText> Functions)
{
    private const int RequestScope = 1;
    private const int ConnectionScope = 2;

    internal static RequestNeeds None { get; } = new(default(EquatableArray<NamedText>));

    internal static RequestNeeds Of(IEnumerable<DependencyModel> dependencies, IEnumerable<ValidatorModel> validators)
    {
        var byMethod = dependencies.GroupBy(static each => each.Method)
            .ToDictionary(static group => group.Key, static group => group.First());
        var reasons = new Dictionary<string, string?>();
        foreach (var method in byMethod.Keys)
            OfDependency(method, byMethod, reasons);
        foreach (var validator in validators)
        {
            if (OfParameters(validator.Parameters, byMethod, reasons) is { } reason && !reasons.ContainsKey(validator.Type))
                reasons[validator.Type] = $"{reason} (by {validator.Owner.Show(LibraryProblems.NameOf(validator.Method))})";
        }

        return new RequestNeeds(
            reasons.Where(static each => each.Value is not null).OrderBy(static each => each.Key, StringComparer.Ordinal)
            .Select(static each => new NamedText(each.Key, each.Value!)).ToEquatable());
    }

    /// <summary>Reports what the handler takes of a request.</summary>
    internal void Check(EndpointModel handler, EquatableArray<ParameterModel> parameters, List<DiagnosticModel> diagnostics)
    {
        var hasPayload = handler.Call!.Input.Length > 0;
        foreach (var parameter in parameters)
        {
            var reason = parameter.Source is DependencySource source ? ReasonOf(source.Method) : OfParameter(parameter, [], []);
            if (reason is null)
                continue;
            var remedy = parameter.Source is DependencySource ? "write a [Dependency] function for it that needs no request"
                : "take it from a service or a [Dependency] function";
            if (hasPayload)
                remedy = $"make it a member of the payload, or {remedy}";
            diagnostics.Add(DiagnosticModel.Of(
                Diagnostics.NoRequest, parameter.Location, parameter.Name, parameter.Type.Replace("global::", ""), reason,
                handler.Declared, remedy));
        }

        foreach (var type in handler.Types)
        {
            var payload = parameters.FirstOrDefault(static each => each.Source is PayloadSource);
            if (payload is not null && ReasonOf(type.Type) is { } reason)
            {
                diagnostics.Add(DiagnosticModel.Of(
                    Diagnostics.NoRequest, payload.Location, payload.Name, payload.Type.Replace("global::", ""), reason, handler.Declared,
                    "let the validator take services and [Dependency] functions that need no request"));
            }
        }
    }

    private string? ReasonOf(string function) => Functions.FirstOrDefault(each => each.Name == function)?.Text;

    private static string? OfDependency(string method, Dictionary<string, DependencyModel> byMethod, Dictionary<string, string?> reasons)
    {
        if (reasons.TryGetValue(method, out var known) || !byMethod.TryGetValue(method, out var dependency))
            return known;
        reasons[method] = null; // a circle is reported elsewhere
        var by = $" (by {dependency.Shown})";
        return reasons[method] = dependency.Scope switch
        {
            RequestScope => "the scope of a request" + by,
            ConnectionScope => "the scope of a connection" + by,
            // A longer scope takes nothing of a request, which is checked where it is written.
            > ConnectionScope => null,
            _ => OfParameters(dependency.Parameters, byMethod, reasons) is { } reason ? reason.Contains(" (by ") ? reason
                : reason + by : null,
        };
    }

    private static string? OfParameters(
        IEnumerable<ParameterModel> parameters, Dictionary<string, DependencyModel> byMethod, Dictionary<string, string?> reasons) =>
        parameters.Select(parameter => OfParameter(parameter, byMethod, reasons)).FirstOrDefault(static reason => reason is not null);

    private static string? OfParameter(
        ParameterModel parameter, Dictionary<string, DependencyModel> byMethod, Dictionary<string, string?> reasons) =>
        parameter.Source switch
        {
            PayloadSource => null,
            DependencySource source => OfDependency(source.Method, byMethod, reasons),
            ServiceSource => parameter.IsContextAccessor ? "the request" : null,
            ContextSource source => source.NeedsRequest ? "the request" : null,
            ObjectSource => OfParameters(parameter.Members, byMethod, reasons),
            TextSource { Place: TextPlace.Path } => $"the part '{parameter.Wire}' of the path",
            TextSource { Place: TextPlace.Query } => $"the query's '{parameter.Wire}'",
            TextSource { Place: TextPlace.Header } => $"the header '{parameter.Wire}'",
            TextSource { Place: TextPlace.Cookie } => $"the cookie '{parameter.Wire}'",
            { IsSession: true } => "a WebSocket",
            JsonSource => "the body",
            _ => "a form",
        };
}
