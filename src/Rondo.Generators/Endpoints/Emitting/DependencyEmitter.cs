using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>Writes one class with all dependencies.</summary>
internal static class DependencyEmitter
{
    internal static string Emit(IReadOnlyList<DependencyModel> dependencies, Resolution resolution, ShippedFunctions shipped)
    {
        var writer = CodeWriter.File();
        var constraints = new List<string>();
        writer.Line("namespace Rondo.Api.Generated;");
        writer.Line();
        writer.Suppressions();
        writer.Open("internal static class Dependencies");
        // Fields are initialized in order, and each one's description names those that it depends on.
        var ordered = Ordered(dependencies);
        var fields = new List<string>();
        var keys = Keys(ordered, new HashSet<string>(shipped.Functions.Dependencies.Select(static each => each.Method)));
        foreach (var dependency in ordered)
        {
            var key = Symbols.Identifier(dependency.Method);
            if (dependency.Broken)
            {
                fields.Add($"internal static readonly global::Rondo.Api.Runtime.Dependency<{dependency.Produces}> {key} = null!;");
                continue;
            }

            fields.Add($"internal static readonly global::Rondo.Api.Runtime.Dependency<{dependency.Produces}> {key} = new("
                + $"{Description(dependency, constraints, resolution)}, (global::Rondo.Api.DependencyScope)"
                + $"{dependency.Scope}, Create_{key})"
                + (keys.TryGetValue(dependency.Method, out var shared) ? $" {{ Key = {Literals.Text(shared)} }};" : ";"));
            writer.Line();
            writer.Open(
                $"private static async global::System.Threading.Tasks.ValueTask<{dependency.Produces}> Create_"
                    + $"{key}(global::Rondo.Api.Runtime.Call call, global::Rondo.Api.Runtime.DependencyFrame frame)");
            Body(writer, dependency, constraints, resolution, "default!", invocation => dependency.Kind switch
            {
                FunctionKind.Enumerable => $"return await frame.EnterAsync({key}, {invocation});",
                FunctionKind.Value => $"return {invocation};",
                _ => $"return await {invocation};",
            }, dependency.Method);
            writer.Close();
        }

        BindingEmitter.Fields(writer, constraints);
        foreach (var field in fields)
            writer.Line(field);
        writer.Close();
        return writer.ToString();
    }

    internal static void Body(
        CodeWriter writer, DependencyModel dependency, List<string> constraints, Resolution resolution, string nothing,
        Func<string, string> result, string function)
    {
        writer.Line("var report = call.Report;");
        writer.Line("var state = call;");
        var binder = new BindingEmitter(writer, "call.Http", constraints, resolution);
        var arguments = binder.Emit(dependency.Parameters);
        if (dependency.Parameters.Count > 0)
            writer.Line($"if (report.Count > 0) return {nothing};");
        writer.Line(result($"{function}({string.Join(", ", arguments)})"));
    }

    internal static string Description(DependencyModel dependency, List<string> constraints, Resolution resolution) =>
        $"new global::Rondo.Api.Runtime.DependencyDescription({Literals.Text(dependency.Name)}) {{ Inputs = "
            + $"{DescriptionEmitter.Inputs(dependency.Parameters, constraints)}, Dependencies = "
            + $"{DescriptionEmitter.Dependencies(dependency.Parameters)}, " +
        $"{DescriptionEmitter.Errors(dependency.Errors, dependency.Parameters, resolution)}, Metadata = "
            + $"{DescriptionEmitter.Objects(dependency.Metadata)}{DescriptionEmitter.Form(dependency.Parameters)} }}";

    /// <summary>
    /// Names for the functions that several assemblies of an app can use: each has code of its own for them, and all share one
    /// value. A function is the same if all
    /// that it needs is.
    /// </summary>
    private static Dictionary<string, string> Keys(List<DependencyModel> ordered, HashSet<string> shipped)
    {
        var keys = new Dictionary<string, string>();
        foreach (var dependency in ordered.Where(each => each.Owner.IsLibrary || shipped.Contains(each.Method)))
        {
            var needs = Needs(dependency.Parameters).ToList();
            if (needs.TrueForAll(keys.ContainsKey))
                keys[dependency.Method] = $"{dependency.Owner.Assembly}:{dependency.Method.Replace("global::", "")}({string.Join(", ", needs.Select(need => keys[need]))})";
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
            foreach (var method in Needs(dependency.Parameters))
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

    internal static IEnumerable<string> Needs(IEnumerable<ParameterModel> parameters) =>
        parameters.SelectMany(static parameter => parameter.Origin == Origin.Dependency ? [parameter.DependsOn] : Needs(parameter.Members));
}
