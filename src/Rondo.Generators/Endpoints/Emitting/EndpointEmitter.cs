using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes one endpoint: the method that takes the place of the call, and the code that binds, calls and answers.</summary>
internal static class EndpointEmitter
{
    /// <summary>Constraints on sizes are evaluated here, without the reflection that their attributes are marked for.</summary>
    internal const string Suppression = "[global::System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage(\"Trimming\", \"IL2026\", "
        + "Justification = \"Sizes are taken without reflection.\")]";

    /// <summary>The extension methods of reports that generated code calls.</summary>
    internal const string Reporting = "using Rondo.Api.Runtime;";

    private const string Runtime = "global::Rondo.Api.Runtime.";
    private const string Builder = "global::Microsoft.AspNetCore.Builder.RouteHandlerBuilder";
    private const string Routes = "global::Microsoft.AspNetCore.Routing.IEndpointRouteBuilder";

    private const string InterceptsLocation = """
        namespace System.Runtime.CompilerServices
        {
            [global::System.AttributeUsage(global::System.AttributeTargets.Method, AllowMultiple = true)]
            file sealed class InterceptsLocationAttribute(int version, string data) : global::System.Attribute;
        }
        """;

    internal static string ClassOf(EndpointModel endpoint) => "E_" + Symbols.Identifier(endpoint.Id);

    internal static string Emit(EndpointModel endpoint, Resolution resolution)
    {
        var constraints = new Constraints();
        var method = endpoint.Kind switch
        {
            EndpointKind.GroupDependency => GroupDependencyEmitter.Emit(endpoint, constraints, resolution),
            EndpointKind.Bound => BoundHandlerEmitter.Emit(endpoint, constraints, resolution),
            _ => Handler(endpoint, constraints, resolution),
        };
        var space = Code.Of($$"""
            namespace Rondo.Api.Generated
            {
                {{Suppression}}
                internal static class {{ClassOf(endpoint)}}
                {
                    {{method}}
                    {{constraints.Declare()}}
                }
            }
            """);
        return Code.File($$"""
            {{Reporting}}

            {{(endpoint.Interception.Length > 0 ? InterceptsLocation + "\n\n" + space : space)}}
            """);
    }

    private static string Handler(EndpointModel endpoint, Constraints constraints, Resolution resolution)
    {
        var body = new BodyEmitter(endpoint, constraints, resolution).Emit();
        var methods = endpoint is { Kind: EndpointKind.Http, Method: "GET" } ? "\"GET\", \"HEAD\"" : Literals.Text(endpoint.Method);
        var isCalled = endpoint.Interception.Length > 0;
        var description = Description(endpoint, constraints, isCalled ? "handler.Method" : "null", resolution);
        return Code.Of($$"""
            {{endpoint.Interception}}
            {{(isCalled
                ? $"internal static {Builder} {endpoint.Declared}(this {Routes} routes, string pattern, global::System.Delegate handler)"
                : $"internal static {Builder} Map({Routes} routes)")}}
            {
                {{(isCalled ? $"var function = {Runtime}EndpointFactory.Cast(handler, {endpoint.Cast});"
                    : $"const string pattern = {Literals.Text(endpoint.Pattern ?? "")};")}}
                return {{Runtime}}EndpointFactory.Map(routes, pattern, new string[] { {{methods}} }, {{description}}, state =>
                {
                    {{body}}
                });
            }
            """);
    }

    private static string Description(EndpointModel endpoint, Constraints constraints, string method, Resolution resolution)
    {
        var documentation = endpoint.Documentation;
        return $"new {Runtime}EndpointDescription {{ Handler = {Literals.Text(endpoint.Handler)}, Summary = "
            + $"{Literals.TextOrNull(documentation.Summary)}, Remarks = {Literals.TextOrNull(documentation.Remarks)}, "
            + $"Inputs = {DescriptionEmitter.Inputs(endpoint.Parameters, constraints)}, Dependencies = "
            + $"{DescriptionEmitter.Dependencies(endpoint.Parameters)}, Output = {Output(endpoint)}, "
            + $"{DescriptionEmitter.Errors(endpoint.Errors, endpoint.Parameters, resolution)}, Metadata = "
            + $"{DescriptionEmitter.Objects(endpoint.Metadata)}, Populate = {Populate(endpoint, method)}"
            + $"{DescriptionEmitter.Form(endpoint.Parameters)}{Socket(endpoint)} }}";
    }

    private static string Output(EndpointModel endpoint)
    {
        var output = endpoint.Return;
        var isSession = endpoint.Kind == EndpointKind.WebSocket;
        var kind = isSession ? "Socket" : output.Kind switch
        {
            ResponseKind.ByteStream => "Bytes",
            ResponseKind.EventItems => "Events",
            _ => output.Kind.ToString(),
        };
        var type = isSession || output.Kind == ResponseKind.Nothing ? "null" : $"typeof({TypeOf(output.Item ?? output.Type)})";
        // A handler that takes the response and returns nothing may write it: 200 stays, as it does in ASP.NET.
        var status = output.Kind == ResponseKind.Nothing && !TakesResponse(endpoint.Parameters) ? 204 : 200;
        var nulls = output.Nulls.Contains('?') ? $", Nulls = {Literals.Text(output.Nulls)}" : "";
        return $"new {Runtime}OutputDescription({Runtime}OutputKind.{kind}, {type}, {status}) {{ Description = "
            + $"{Literals.TextOrNull(endpoint.Documentation.Returns)}{nulls} }}";
    }

    /// <summary>The function that lets a result describe itself; <c>null</c> for other values.</summary>
    private static string Populate(EndpointModel endpoint, string method)
    {
        if (endpoint.Return is not { Kind: ResponseKind.Result, SelfDescribing: true } output || (method == "null" && !endpoint.IsStatic))
            return "null";
        var described = method != "null" ? method
            : $"((global::System.Delegate){endpoint.Container}.{endpoint.MethodName}).Method";
        return $"endpoint => {Runtime}EndpointFactory.Populate<{TypeOf(output.Type)}>({described}, endpoint)";
    }

    private static bool TakesResponse(IEnumerable<ParameterModel> parameters) => parameters.Flatten().Any(static parameter =>
        parameter.Source is ContextSource { Expression: "http" or "http.Response" });

    private static string Socket(EndpointModel endpoint) =>
        endpoint.Parameters.Select(static parameter => parameter.Source).OfType<SessionSource>().FirstOrDefault() is { } session
        ? $", Socket = new {Runtime}SocketDescription(typeof({session.Json.Type}), typeof({session.Outgoing}))" : "";

    private static string TypeOf(string type) => type.EndsWith("?", StringComparison.Ordinal) ? type.Substring(0, type.Length - 1) : type;
}
