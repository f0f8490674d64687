using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>Writes the call of a method with <c>[BindsHandler]</c>: its handler has no request.</summary>
internal static class BoundHandlerEmitter
{
    private const string Runtime = "global::Rondo.Api.Runtime.";

    internal static void Emit(CodeWriter writer, EndpointModel endpoint, List<string> constraints, Resolution resolution)
    {
        var call = endpoint.Call!;
        var body = new CodeWriter();
        var binder = new BindingEmitter(body, "call.Http", constraints, resolution);
        var arguments = binder.Emit(endpoint.Parameters);
        body.Line($"{(endpoint.Return.Awaited ? "await " : "")}function({string.Join(", ", arguments)});");

        var payload = endpoint.Parameters.FirstOrDefault(static parameter => parameter.Origin == Origin.Payload);
        var validation = payload is null ? "null" : Validation(payload, constraints, resolution);
        var input = payload is null ? "" : call.Input + ", ";
        writer.Line(endpoint.Interception);
        writer.Open(call.Signature);
        writer.Line(
            $"var function = {(call.IsTyped ? call.Argument : $"{Runtime}EndpointFactory.Cast({call.Argument}, {endpoint.Cast})")};");
        writer.Open(
            $"var bound = new {Runtime}BoundHandler{(payload is null ? "" : $"<{call.Input}>")}("
                + $"{Literals.Text(endpoint.Handler)}, {DescriptionEmitter.Dependencies(endpoint.Parameters)}, static state =>");
        foreach (var line in binder.Startup.Distinct())
            writer.Line(line);
        if (payload is not null)
            writer.Line(
                $"return state.Input<{call.Input}>({ShapeEmitter.Demands(!payload.Optional, payload.Shape)}, "
                    + $"{ShapeEmitter.Search(payload)});");
        writer.Close(payload is null ? ", async call =>" : $", {validation}, async (payload, call) =>");
        writer.Open();
        writer.Line("var state = call;");
        foreach (var line in body.ToString().TrimEnd('\n').Split('\n'))
            writer.Line(line);
        writer.Close(");");
        writer.Line($"{(call.Returns ? "return " : "")}{call.Forward}bound{call.Rest};");
        writer.Close();
    }

    /// <summary>How the payload is validated, as a function; <c>null</c> for not at all.</summary>
    private static string Validation(ParameterModel payload, List<string> constraints, Resolution resolution)
    {
        var text = new CodeWriter();
        var value = payload.IsNullableValue ? "payload.Value" : "payload";
        new BindingEmitter(text, "call.Http", constraints, resolution).Validate(payload, value, "Body");
        return text.ToString().Trim() is { Length: > 0 } checks
            ? $"static async (payload, report, call) => {{ {checks.Replace("\n", " ")} }}" : "null";
    }
}
