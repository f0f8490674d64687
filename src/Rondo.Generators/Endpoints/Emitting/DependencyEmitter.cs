using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes one class with all dependencies.</summary>
internal static class DependencyEmitter
{
    internal static string Emit(IReadOnlyList<DependencyModel> dependencies, Resolution resolution, ShippedFunctions shipped)
    {
        var constraints = new Constraints();
        // Fields are initialized in order, and each one's description names those that it depends on.
        var ordered = Ordered(dependencies);
        var keys = Keys(ordered, new HashSet<string>(shipped.Functions.Dependencies.Select(static each => each.Method)));
        var (fields, methods) = (new List<string>(), new List<string>());
        foreach (var dependency in ordered)
        {
            fields.Add(Field(dependency, keys, constraints, resolution));
            if (!dependency.Broken)
                methods.Add(Create(dependency, constraints, resolution));
        }

        return Code.File($$"""
            {{EndpointEmitter.Reporting}}

            namespace Rondo.Api.Generated;

            {{EndpointEmitter.Suppression}}
            internal static class Dependencies
            {
                {{Code.Members(methods)}}
                {{constraints.Declare()}}
                {{Code.Lines(fields)}}
            }
            """);
    }

    /// <summary>The code that binds the parameters of a function and calls it.</summary>
    /// <param name="dependency">The function.</param>
    /// <param name="constraints">The constraints of the generated class.</param>
    /// <param name="resolution">The facts of the whole program.</param>
    /// <param name="nothing">The result where a parameter is wrong.</param>
    /// <param name="function">The expression of the function.</param>
    /// <param name="result">Makes the last statements of the call.</param>
    internal static string Body(
        DependencyModel dependency, Constraints constraints, Resolution resolution, string nothing, string function,
        Func<string, string> result)
    {
        var (statements, arguments) = new BindingEmitter(BindingScope.OfCall(constraints, resolution)).Emit(dependency.Parameters);
        return Code.Of($$"""
            var report = call.Report;
            var state = call;
            {{statements}}
            {{(dependency.Parameters.Count > 0 ? $"if (report.Count > 0) return {nothing};" : "")}}
            {{result($"{function}({arguments})")}}
            """);
    }

    internal static string Description(DependencyModel dependency, Constraints constraints, Resolution resolution) =>
        $"new global::Rondo.Api.Runtime.DependencyDescription({Literals.Text(dependency.Name)}) {{ Inputs = "
            + $"{DescriptionEmitter.Inputs(dependency.Parameters, constraints)}, Dependencies = "
            + $"{DescriptionEmitter.Dependencies(dependency.Parameters)}, "
            + $"{DescriptionEmitter.Errors(dependency.Errors, dependency.Parameters, resolution)}, Metadata = "
            + $"{DescriptionEmitter.Objects(dependency.Metadata)}{DescriptionEmitter.Form(dependency.Parameters)} }}";

    private static string Field(
        DependencyModel dependency, Dictionary<string, string> keys, Constraints constraints, Resolution resolution)
    {
        var name = Symbols.Identifier(dependency.Method);
        var field = $"internal static readonly global::Rondo.Api.Runtime.Dependency<{dependency.Produces}> {name} = ";
        if (dependency.Broken)
            return field + "null!;";
        var shared = keys.TryGetValue(dependency.Method, out var key) ? $" {{ Key = {Literals.Text(key)} }}" : "";
        return field + $"new({Description(dependency, constraints, resolution)}, (global::Rondo.Api.DependencyScope)"
            + $"{dependency.Scope}, Create_{name}){shared};";
    }

    private static string Create(DependencyModel dependency, Constraints constraints, Resolution resolution)
    {
        var name = Symbols.Identifier(dependency.Method);
        var body = Body(dependency, constraints, resolution, "default!", dependency.Method, invocation => dependency.Kind switch
        {
            FunctionKind.Enumerable => $"return await frame.EnterAsync({name}, {invocation});",
            FunctionKind.Value => $"return {invocation};",
            _ => $"return await {invocation};",
        });
        const string Parameters = "global::Rondo.Api.Runtime.DependencyResolver call, global::Rondo.Api.Runtime.DependencyFrame frame";
        return Code.Of($$"""
            private static async global::System.Threading.Tasks.ValueTask<{{dependency.Produces}}> Create_{{name}}({{Parameters}})
            {
                {{body}}
            }
            """);
    }

    /// <summary>
    /// Names for the functions that several assemblies of an app can use: each has code of its own for them, and all share one
    /// value. A function is the same if all that it needs is.
    /// </summary>
    private static Dictionary<string, string> Keys(List<DependencyModel> ordered, HashSet<string> shipped)
    {
        var keys = new Dictionary<string, string>();
        foreach (var dependency in ordered.Where(each => each.Owner.IsLibrary || shipped.Contains(each.Method)))
        {
            var needs = dependency.Parameters.Needs().ToList();
            if (!needs.TrueForAll(keys.ContainsKey))
                continue;
            var method = dependency.Method.Replace("global::", "");
            keys[dependency.Method] = $"{dependency.Owner.Assembly}:{method}({string.Join(", ", needs.Select(need => keys[need]))})";
        }

        return keys;
    }

    private static List<DependencyModel> Ordered(IReadOnlyList<DependencyModel> dependencies)
    {
        var ordered = new List<DependencyModel>();
        var seen = new HashSet<string>();
        void Visit(DependencyModel dependency)
        {
            if (!seen.Add(dependency.Method))
                return;
            foreach (var method in dependency.Parameters.Needs())
            {
                if (dependencies.FirstOrDefault(each => each.Method == method) is { } needed)
                    Visit(needed);
            }

            ordered.Add(dependency);
        }

        foreach (var dependency in dependencies.OrderBy(static each => each.Method, StringComparer.Ordinal))
            Visit(dependency);
        return ordered;
    }
}
