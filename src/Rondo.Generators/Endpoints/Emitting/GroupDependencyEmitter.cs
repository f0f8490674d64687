using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes the call of <c>Depends</c>: a function that runs before the handlers.</summary>
internal static class GroupDependencyEmitter
{
    private const string Runtime = "global::Rondo.Api.Runtime.";
    private const string Builder = "global::Microsoft.AspNetCore.Builder.IEndpointConventionBuilder";

    internal static string Emit(EndpointModel endpoint, Constraints constraints, Resolution resolution)
    {
        var known = resolution.Dependencies.FirstOrDefault(each => each.Method == endpoint.Dependency);
        const string Parameters = "this TBuilder builder, global::System.Delegate dependency";
        return Code.Of($$"""
            {{endpoint.Interception}}
            internal static TBuilder Depends<TBuilder>({{Parameters}}) where TBuilder : {{Builder}}
            {
                var function = {{Runtime}}EndpointFactory.Cast(dependency, {{endpoint.Cast}});
                {{(known is not null ? OfDependency(endpoint, known) : OfFunction(endpoint, constraints, resolution))}}
                return {{Runtime}}EndpointFactory.AddGroupDependency(builder, guard);
            }
            """);
    }

    /// <summary>A dependency of the program, whose value others take too.</summary>
    private static string OfDependency(EndpointModel endpoint, Provider known)
    {
        var name = $"global::Rondo.Api.Generated.Dependencies.{Symbols.Identifier(known.Method)}";
        var answers = endpoint.Return.Kind == ResponseKind.Result;
        return Code.Of($$"""
            var guard = new {{Runtime}}GroupDependency({{name}}.Description, static async call =>
            {
                {{(answers ? "var answer = " : "")}}await call.ResolveAsync({{name}});
                {{(answers ? $"return call.Report.Count > 0 ? null : {Runtime}GroupDependency.Answer(answer);" : "return null;")}}
            });
            """);
    }

    private static string OfFunction(EndpointModel endpoint, Constraints constraints, Resolution resolution)
    {
        var model = new DependencyModel
        {
            Name = endpoint.Handler,
            Parameters = endpoint.Parameters,
            Errors = endpoint.Errors,
            Metadata = endpoint.Metadata,
        };
        var description = DependencyEmitter.Description(model, constraints, resolution);
        var body = DependencyEmitter.Body(
            model, constraints, resolution, "null", "function", invocation => Answer(endpoint.Return, invocation));
        return Code.Of($$"""
            var guard = new {{Runtime}}GroupDependency({{description}}, async call =>
            {
                {{body}}
            });
            """);
    }

    private static string Answer(ReturnModel output, string invocation)
    {
        var value = (output.Awaited ? "await " : "") + invocation;
        return output.Kind == ResponseKind.Result ? $"return {Runtime}GroupDependency.Answer({value});" : $"{value}; return null;";
    }
}
