using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes the call of a method with <c>[BindsHandler]</c>: its handler has no request.</summary>
internal static class BoundHandlerEmitter
{
    private const string Runtime = "global::Rondo.Api.Runtime.";

    internal static string Emit(EndpointModel endpoint, Constraints constraints, Resolution resolution)
    {
        var call = endpoint.Call!;
        var scope = BindingScope.OfCall(constraints, resolution);
        var (statements, arguments) = new BindingEmitter(scope).Emit(endpoint.Parameters);
        var payload = endpoint.Parameters.FirstOrDefault(static parameter => parameter.Source is PayloadSource);
        var function = call.IsTyped ? call.Argument : $"{Runtime}EndpointFactory.Cast({call.Argument}, {endpoint.Cast})";
        var type = "BoundHandler" + (payload is null ? "" : $"<{call.Input}>");
        var description = $"{Literals.Text(endpoint.Handler)}, {DescriptionEmitter.Dependencies(endpoint.Parameters)}";
        var run = payload is null ? "async call" : $"{Validation(payload, constraints, resolution)}, async (payload, call)";
        return Code.Of($$"""
            {{endpoint.Interception}}
            {{call.Signature}}
            {
                var function = {{function}};
                var bound = new {{Runtime}}{{type}}({{description}}, static state =>
                {
                    {{Code.Lines(scope.Startup.Distinct())}}
                    {{(payload is null ? "" : Input(call, payload))}}
                }, {{run}} =>
                {
                    var state = call;
                    {{statements}}
                    {{(endpoint.Return.Awaited ? "await " : "")}}function({{arguments}});
                });
                {{(call.Returns ? "return " : "")}}{{call.Forward}}bound{{call.Rest}};
            }
            """);
    }

    private static string Input(HandlerCallModel call, ParameterModel payload) =>
        $"return state.Input<{call.Input}>({ShapeEmitter.Demands(!payload.Optional, payload.Source.Inside)}, "
            + $"{ShapeEmitter.Search(((PayloadSource)payload.Source).Json)});";

    /// <summary>How the payload is validated, as a function; <c>null</c> for not at all.</summary>
    private static string Validation(ParameterModel payload, Constraints constraints, Resolution resolution)
    {
        var value = payload.IsNullableValue ? "payload.Value" : "payload";
        var checks = new JsonEmitter(BindingScope.OfCall(constraints, resolution)).Validate(payload, value);
        return checks.Length > 0 ? $"static async (payload, report, call) => {{ {Code.Flatten(checks)} }}" : "null";
    }
}
