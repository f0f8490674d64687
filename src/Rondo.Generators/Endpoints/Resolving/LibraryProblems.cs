using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Resolving;

/// <summary>A problem of a library's function that only this program has. It is reported where the program needs the function.</summary>
/// <param name="Of">The dependency's method, or the validator's type.</param>
/// <param name="Diagnostic">The problem, without a place.</param>
internal sealed record LibraryProblem(string Of, DiagnosticModel Diagnostic);

/// <summary>
/// Finds the problems that functions of libraries have among those of the program: two libraries that make one type, circles,
/// values that do not
/// live long enough.
/// </summary>
internal static class LibraryProblems
{
    /// <summary>Diagnostics whose first argument is a parameter, which the reader of the program does not see.</summary>
    private static readonly HashSet<string> s_ofParameters =
        [Diagnostics.UnsupportedParameter.Id, Diagnostics.AmbiguousFunction.Id, Diagnostics.NoSuchDependency.Id];

    /// <returns>For each function of a library its problems and those of the libraries' functions that it needs.</returns>
    internal static EquatableArray<LibraryProblem> Of(IReadOnlyList<DependencyModel> dependencies, IEnumerable<ValidatorModel> validators)
    {
        var byMethod = dependencies.GroupBy(static dependency => dependency.Method)
            .ToDictionary(static group => group.Key, static group => group.First());
        var library = byMethod.Values.Where(static dependency => dependency.Owner.IsLibrary).ToList();
        var own = library.ToDictionary(
            static dependency => dependency.Method,
            dependency => Named(dependency.Diagnostics, dependency.Shown)
                .Concat(DependencyGraph.CheckLibrary(dependency, byMethod)).ToList());
        IEnumerable<DiagnosticModel> Reached(IEnumerable<string> methods)
        {
            var seen = new HashSet<string>();
            var waiting = new Stack<string>(methods);
            while (waiting.Count > 0)
            {
                var method = waiting.Pop();
                if (!own.TryGetValue(method, out var problems) || !seen.Add(method))
                    continue;
                foreach (var problem in problems)
                    yield return problem;
                foreach (var needed in byMethod[method].Parameters.Needs())
                    waiting.Push(needed);
            }
        }

        var ofDependencies = library.SelectMany(dependency => Reached([dependency.Method])
            .Select(problem => new LibraryProblem(dependency.Method, problem)));
        var ofValidators = validators.SelectMany(validator => Named(validator.Diagnostics, validator.Owner.Show(NameOf(validator.Method)))
            .Concat(Reached(validator.Parameters.Needs()))
            .Select(problem => new LibraryProblem(validator.Type, problem)));
        return ofDependencies.Concat(ofValidators).ToEquatable();
    }

    /// <summary>A function's name with that of its class.</summary>
    internal static string NameOf(string method)
    {
        var dot = method.LastIndexOf('.');
        return method.Substring(method.LastIndexOfAny(['.', ':'], dot - 1) + 1);
    }

    private static IEnumerable<DiagnosticModel> Named(IEnumerable<DiagnosticModel> diagnostics, string function) =>
        diagnostics.Select(each => s_ofParameters.Contains(each.Id)
            ? each with { Arguments = each.Arguments.Skip(1).Prepend($"{each.Arguments[0]}' of '{function}").ToEquatable() }
            : each);
}
