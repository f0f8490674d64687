using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>Writes one endpoint: the method that takes the place of the call, and the code that binds, calls and answers.</summary>
internal static class EndpointEmitter
{
    private const string Runtime = "global::Rondo.Api.Runtime.";
    private const string Builder = "global::Microsoft.AspNetCore.Builder.RouteHandlerBuilder";
    private const string Routes = "global::Microsoft.AspNetCore.Routing.IEndpointRouteBuilder";

    internal static string ClassOf(EndpointModel endpoint) => "E_" + Symbols.Identifier(endpoint.Id);

    internal static string Emit(EndpointModel endpoint, Resolution resolution)
    {
        var writer = CodeWriter.File();
        var constraints = new List<string>();
        if (endpoint.Interception.Length > 0)
        {
            writer.Open("namespace System.Runtime.CompilerServices");
            writer.Line("[global::System.AttributeUsage(global::System.AttributeTargets.Method, AllowMultiple = true)]");
            writer.Line("file sealed class InterceptsLocationAttribute(int version, string data) : global::System.Attribute;");
            writer.Close();
            writer.Line();
        }

        writer.Open("namespace Rondo.Api.Generated");
        writer.Suppressions();
        writer.Open($"internal static class {ClassOf(endpoint)}");
        if (endpoint.Verb == "DEPENDS")
            Guard(writer, endpoint, constraints, resolution);
        else if (endpoint.Call is not null)
            BoundHandlerEmitter.Emit(writer, endpoint, constraints, resolution);
        else
            Handler(writer, endpoint, constraints, resolution);
        BindingEmitter.Fields(writer, constraints);
        writer.Close();
        writer.Close();
        return writer.ToString();
    }

    private static void Guard(CodeWriter writer, EndpointModel endpoint, List<string> constraints, Resolution resolution)
    {
        writer.Line(endpoint.Interception);
        writer.Open(
            "internal static TBuilder Depends<TBuilder>(this TBuilder builder, global::System.Delegate dependency) where "
                + "TBuilder : global::Microsoft.AspNetCore.Builder.IEndpointConventionBuilder");
        writer.Line($"var function = {Runtime}EndpointFactory.Cast(dependency, {endpoint.Cast});");
        var model = new DependencyModel
        {
            Name = endpoint.Handler,
            Parameters = endpoint.Parameters,
            Errors = endpoint.Errors,
            Metadata = endpoint.Metadata
        };
        var answers = endpoint.Return.Kind == OutputKind.Result;
        if (resolution.Dependencies.FirstOrDefault(each => each.Method == endpoint.Dependency) is { } known)
        {
            var name = $"global::Rondo.Api.Generated.Dependencies.{Symbols.Identifier(known.Method)}";
            writer.Open($"var guard = new {Runtime}Guard({name}.Description, static async call =>");
            writer.Line($"{(answers ? "var answer = " : "")}await call.ResolveAsync({name});");
            writer.Line(answers ? $"return call.Report.Count > 0 ? null : {Runtime}Guard.Answer(answer);" : "return null;");
        }
        else
        {
            writer.Open($"var guard = new {Runtime}Guard({DependencyEmitter.Description(model, constraints, resolution)}, async call =>");
            DependencyEmitter.Body(
                writer, model, constraints, resolution, "null",
                invocation => (endpoint.Return.Awaited ? "await " : "") + invocation is var value && answers
                ? $"return {Runtime}Guard.Answer({value});" : $"{value}; return null;", "function");
        }

        writer.Close(");");
        writer.Line($"return {Runtime}EndpointFactory.Guard(builder, guard);");
        writer.Close();
    }

    private static void Handler(CodeWriter writer, EndpointModel endpoint, List<string> constraints, Resolution resolution)
    {
        var socket = endpoint.Verb == "SOCKET";
        var body = new BodyEmitter(endpoint, constraints, resolution);
        var lambda = body.Emit();
        var method = endpoint.Verb is "SOCKET" ? "\"GET\"" : endpoint.Verb == "GET" ? "\"GET\", \"HEAD\"" : Literals.Text(endpoint.Verb);
        string function;
        if (endpoint.Interception.Length > 0)
        {
            writer.Line(endpoint.Interception);
            writer.Open(
                $"internal static {Builder} {endpoint.Declared}(this {Routes} routes, string pattern, global::System.Delegate handler)");
            writer.Line($"var function = {Runtime}EndpointFactory.Cast(handler, {endpoint.Cast});");
            function = "handler.Method";
        }
        else
        {
            writer.Open($"internal static {Builder} Map({Routes} routes)");
            writer.Line($"const string pattern = {Literals.Text(endpoint.Pattern ?? "")};");
            function = "null";
        }

        writer.Open(
            $"return {Runtime}EndpointFactory.Map(routes, pattern, new string[] {{ {method} }}, "
                + $"{Description(endpoint, constraints, function, resolution)}, state =>");
        foreach (var (variable, type) in body.Json)
            writer.Line($"var {variable} = state.Json<{type}>();");
        foreach (var (variable, name) in body.Routed)
            writer.Line($"var {variable} = state.InRoute({Literals.Text(name)});");
        foreach (var line in body.Startup.Distinct())
            writer.Line(line);
        foreach (var line in lambda.Split('\n'))
            writer.Line(line);
        writer.Close(");");
        writer.Close();
        if (socket)
            writer.Line();
    }

    private static string Description(EndpointModel endpoint, List<string> constraints, string method, Resolution resolution)
    {
        var documentation = endpoint.Documentation;
        var output = endpoint.Return;
        var kind = endpoint.Verb == "SOCKET" ? "Socket" : output.Kind switch
        {
            OutputKind.ByteStream => "Bytes",
            OutputKind.EventItems => "Events",
            _ => output.Kind.ToString(),
        };
        var type = endpoint.Verb == "SOCKET" || output.Kind == OutputKind.Nothing ? "null"
            : $"typeof({TypeOf(output.Item ?? output.Type)})";
        // A handler that takes the response and returns nothing may write it: 200 stays, as it does in ASP.NET.
        var status = output.Kind == OutputKind.Nothing && !TakesResponse(endpoint.Parameters) ? 204 : 200;
        var populate = output is { Kind: OutputKind.Result, SelfDescribing: true } && method != "null"
            ? $"endpoint => {Runtime}EndpointFactory.Populate<{TypeOf(output.Type)}>({method}, endpoint)"
            : output is { Kind: OutputKind.Result, SelfDescribing: true }
            ? $"endpoint => {Runtime}EndpointFactory.Populate<{TypeOf(output.Type)}>(((global::System.Delegate)"
                + $"{endpoint.Container}.{endpoint.MethodName}).Method, endpoint)" : "null";
        if (method == "null" && !endpoint.IsStatic)
            populate = "null";
        return $"new {Runtime}EndpointDescription {{ Handler = {Literals.Text(endpoint.Handler)}, Summary = "
            + $"{Literals.TextOrNull(documentation.Summary)}, Remarks = {Literals.TextOrNull(documentation.Remarks)}, " +
            $"Inputs = {DescriptionEmitter.Inputs(endpoint.Parameters, constraints)}, Dependencies = "
                + $"{DescriptionEmitter.Dependencies(endpoint.Parameters)}, " +
            $"Output = new {Runtime}OutputDescription({Runtime}OutputKind.{kind}, {type}, {status}) {{ Description = "
                + $"{Literals.TextOrNull(documentation.Returns)}{Nulls(output)} }}, " +
            $"{DescriptionEmitter.Errors(endpoint.Errors, endpoint.Parameters, resolution)}, Metadata = "
                + $"{DescriptionEmitter.Objects(endpoint.Metadata)}, Populate = {populate}"
                + $"{DescriptionEmitter.Form(endpoint.Parameters)}{Socket(endpoint)} }}";
    }

    private static bool TakesResponse(IEnumerable<ParameterModel> parameters) => parameters.Any(static parameter =>
        parameter is { Origin: Origin.Special, Expression: "http" or "http.Response" } || TakesResponse(parameter.Members));

    private static string Socket(EndpointModel endpoint) =>
        endpoint.Parameters.FirstOrDefault(static parameter => parameter.Origin == Origin.Socket) is { SocketIn.Length: > 0 } session
        ? $", Socket = new {Runtime}SocketDescription(typeof({session.SocketIn}), typeof({session.SocketOut}))"
        : "";

    private static string Nulls(ReturnModel output) => output.Nulls.Contains('?') ? $", Nulls = {Literals.Text(output.Nulls)}" : "";

    private static string TypeOf(string type) => type.EndsWith("?", StringComparison.Ordinal) ? type.Substring(0, type.Length - 1) : type;
}
