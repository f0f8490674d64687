using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>What only all dependencies together show: circles, and values that outlive what they are made of.</summary>
internal static class DependencyGraph
{
    private static readonly string[] s_scopes = ["handler", "request", "connection", "loop", "app"];

    internal static List<DiagnosticModel> Check(IReadOnlyList<DependencyModel> dependencies)
    {
        var diagnostics = new List<DiagnosticModel>();
        var byMethod = dependencies.GroupBy(static dependency => dependency.Method).ToDictionary(static group => group.Key, static group => group.First());
        var done = new HashSet<string>();
        foreach (var dependency in dependencies)
        {
            Visit(dependency, [], byMethod, done, diagnostics);
            if (dependency.Scope >= 2)
                Lifetimes(dependency, dependency.Parameters, byMethod, diagnostics);
        }

        return diagnostics;
    }

    private static void Visit(DependencyModel dependency, List<DependencyModel> path, Dictionary<string, DependencyModel> byMethod, HashSet<string> done, List<DiagnosticModel> diagnostics)
    {
        var start = path.FindIndex(each => each.Method == dependency.Method);
        if (start >= 0)
        {
            diagnostics.Add(DiagnosticModel.Of(Diagnostics.DependencyCycle, dependency.Location, string.Join(" -> ", path.Skip(start).Append(dependency).Select(static each => each.Name))));
            return;
        }

        if (!done.Add(dependency.Method))
            return;
        path.Add(dependency);
        foreach (var method in DependencyEmitter.Needs(dependency.Parameters))
        {
            if (byMethod.TryGetValue(method, out var needed))
            {
                done.Remove(needed.Method == dependency.Method || path.Contains(needed) ? needed.Method : "");
                Visit(needed, path, byMethod, done, diagnostics);
            }
        }

        path.RemoveAt(path.Count - 1);
    }

    private static void Lifetimes(DependencyModel dependency, IEnumerable<ParameterModel> parameters, Dictionary<string, DependencyModel> byMethod, List<DiagnosticModel> diagnostics)
    {
        foreach (var parameter in parameters)
        {
            var life = parameter.Origin switch
            {
                Origin.Dependency => byMethod.TryGetValue(parameter.DependsOn, out var needed) && needed.Scope < dependency.Scope ? s_scopes[needed.Scope] : null,
                Origin.Service => parameter.PlainType == "global::Microsoft.AspNetCore.Http.IHttpContextAccessor" ? "request" : null,
                Origin.Special => parameter.Expression.Contains("http") ? "request" : null,
                Origin.Object => "request",
                _ => "request",
            };
            if (life is not null)
                diagnostics.Add(DiagnosticModel.Of(Diagnostics.ShorterLived, parameter.Location ?? dependency.Location, s_scopes[dependency.Scope], dependency.Name, parameter.Name, life));
        }
    }
}
