using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes how values are read from JSON, and validated.</summary>
internal sealed class JsonEmitter(BindingScope scope)
{
    private const string Locations = "global::Rondo.Api.InputLocation.";

    private readonly TextEmitter _text = new(scope);

    internal BoundValue Body(ParameterModel parameter, BodySource source, string variable)
    {
        var input = Input(parameter, source, "body_" + variable);
        scope.RefuseService(parameter);
        var isThere = !parameter.IsValueType || parameter.IsNullableValue ? $" && {variable} is not null" : "";
        var value = parameter.IsNullableValue ? variable + ".Value" : variable;
        return new BoundValue(Code.Of($$"""
            var {{variable}}_before = report.Count;
            var {{variable}} = await global::Rondo.Api.Runtime.JsonBody.ReadAsync({{scope.Http}}, {{input}}, report);
            if (report.Count == {{variable}}_before{{isThere}})
            {
                {{Validate(parameter, value)}}
            }
            """), variable);
    }

    internal string Lines(ParameterModel parameter, LinesSource source, string variable)
    {
        var input = Input(parameter, source, "lines_" + variable, Validation(source, null));
        return $"state.LinesAsync({scope.Http}, {input}, {(scope.Functions is { } functions ? Validation(source, functions) : "null")})";
    }

    /// <summary>Declares how JSON is read, where the endpoint is built; returns its name.</summary>
    internal string Input(ParameterModel parameter, JsonSource source, string variable, string? validate = null)
    {
        scope.Startup.Add(
            $"var {variable} = state.Input<{source.Json.Type}>({ShapeEmitter.Demands(!parameter.Optional, source.Json.Shape)}, "
                + $"{ShapeEmitter.Search(source.Json)}{(validate is null ? "" : ", " + validate)});");
        return variable;
    }

    /// <summary>
    /// How lines or messages are validated, as a function: by constraints, or by functions where the program's are given;
    /// <c>null</c> for not at all.
    /// </summary>
    internal static string Validation(JsonSource source, Resolution? functions)
    {
        if (source.Json.Shape is not { HasObject: true } shape || functions?.IsAsync(shape) == false)
            return "null";
        var body = ValidatorEmitter.Shape(shape, source.Json.IsNullableValue ? "item.Value" : "item", functions is not null, functions);
        return $"{(functions is null ? "static" : "async")} (item, report) => {{ {Code.Flatten(body)} }}";
    }

    /// <summary>Validates a value that was read from a body: by the constraints of its parameter, and member by member.</summary>
    internal string Validate(ParameterModel parameter, string value) =>
        Code.Lines(_text.Checks(parameter, value, Locations + "Body", "\"\""), Members(parameter.Source.Inside, value, "Body"));

    /// <summary>Validates the members of a bound value, and asks the validator functions if that went well.</summary>
    internal string Members(ShapeModel? shape, string value, string location)
    {
        if (shape?.HasObject != true)
            return "";
        return Code.Of($$"""
            report.At({{Locations}}{{location}});
            var errors = report.Count;
            {{ValidatorEmitter.Shape(shape, value, asynchronously: false, null)}}
            {{Functions(shape, value)}}
            """);
    }

    private string Functions(ShapeModel shape, string value) => scope.Functions?.IsAsync(shape) != true ? "" : Code.Of($$"""
        if (report.Count == errors)
        {
            {{ValidatorEmitter.Shape(shape, value, asynchronously: true, scope.Functions)}}
        }
        """);
}
