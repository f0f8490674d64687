using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Resolving;

/// <summary>The errors that only all dependencies together show: circles, and values that outlive what they are made of.</summary>
internal static class DependencyGraph
{
    private static readonly string[] s_scopes = ["handler", "request", "connection", "loop", "app"];

    internal static List<DiagnosticModel> Check(IReadOnlyList<DependencyModel> dependencies)
    {
        var diagnostics = new List<DiagnosticModel>();
        var byMethod = dependencies.GroupBy(static dependency => dependency.Method)
            .ToDictionary(static group => group.Key, static group => group.First());
        var done = new HashSet<string>();
        foreach (var dependency in dependencies.Where(static each => !each.Owner.IsLibrary))
        {
            Visit(dependency, [], byMethod, done, diagnostics);
            if (dependency.Scope >= 2)
                Lifetimes(dependency, dependency.Parameters, byMethod, diagnostics);
        }

        return diagnostics;
    }

    /// <summary>The problems of a library's dependency among those of the program: without a place.</summary>
    internal static List<DiagnosticModel> CheckLibrary(DependencyModel dependency, Dictionary<string, DependencyModel> byMethod)
    {
        var diagnostics = new List<DiagnosticModel>();
        if (dependency.Scope >= 2)
            Lifetimes(dependency, dependency.Parameters, byMethod, diagnostics);
        // Once for a circle: by the one of it that comes first.
        if (Way([dependency], dependency, byMethod, []) is { } cycle
            && cycle.All(each => string.CompareOrdinal(dependency.Method, each.Method) <= 0))
            diagnostics.Add(Cycle(null, cycle.Append(dependency)));
        return diagnostics.ConvertAll(static each => each with { Location = null });
    }

    /// <summary>The way through functions of libraries to the one that is needed; null where there is none.</summary>
    private static List<DependencyModel>? Way(
        List<DependencyModel> path, DependencyModel to, Dictionary<string, DependencyModel> byMethod, HashSet<string> seen)
    {
        foreach (var method in path[path.Count - 1].Parameters.Needs())
        {
            if (method == to.Method)
                return path;
            if (byMethod.TryGetValue(method, out var needed) && needed.Owner.IsLibrary && seen.Add(method)
                && Way([.. path, needed], to, byMethod, seen) is { } way)
                return way;
        }

        return null;
    }

    private static DiagnosticModel Cycle(LocationModel? location, IEnumerable<DependencyModel> cycle) =>
        DiagnosticModel.Of(Diagnostics.DependencyCycle, location, string.Join(" -> ", cycle.Select(static each => each.Shown)));

    private static void Visit(
        DependencyModel dependency, List<DependencyModel> path, Dictionary<string, DependencyModel> byMethod,
        HashSet<string> done, List<DiagnosticModel> diagnostics)
    {
        var start = path.FindIndex(each => each.Method == dependency.Method);
        if (start >= 0)
        {
            // A circle of libraries alone is a problem where the program needs one of them.
            if (path.Skip(start).FirstOrDefault(static each => !each.Owner.IsLibrary) is { } own)
                diagnostics.Add(Cycle(own.Location, path.Skip(start).Append(dependency)));
            return;
        }

        if (!done.Add(dependency.Method))
            return;
        path.Add(dependency);
        foreach (var method in dependency.Parameters.Needs())
        {
            if (byMethod.TryGetValue(method, out var needed))
            {
                done.Remove(needed.Method == dependency.Method || path.Contains(needed) ? needed.Method : "");
                Visit(needed, path, byMethod, done, diagnostics);
            }
        }

        path.RemoveAt(path.Count - 1);
    }

    private static void Lifetimes(
        DependencyModel dependency, IEnumerable<ParameterModel> parameters, Dictionary<string, DependencyModel> byMethod,
        List<DiagnosticModel> diagnostics)
    {
        foreach (var parameter in parameters)
        {
            var life = parameter.Source switch
            {
                DependencySource source => byMethod.TryGetValue(source.Method, out var needed) && needed.Scope < dependency.Scope
                    ? s_scopes[needed.Scope] : null,
                ServiceSource => parameter.IsContextAccessor ? "request" : null,
                ContextSource source => source.EndsWithRequest ? "request" : null,
                _ => "request",
            };
            if (life is not null)
                diagnostics.Add(
                    DiagnosticModel.Of(
                        Diagnostics.ShorterLived, parameter.Location ?? dependency.Location, s_scopes[dependency.Scope],
                        dependency.Shown, parameter.Name, life));
        }
    }
}
