using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Resolving;

/// <summary>The functions of the program, besides handlers, that take parameters of the route.</summary>
/// <param name="Dependencies">Each dependency's method, with a name that it or a dependency of its takes: one entry for each name.</param>
/// <param name="Everywhere">The names that guards and validators take. Which endpoints a guard is for, only the app that has
/// started knows.</param>
internal sealed record RouteTakers(EquatableArray<NamedText> Dependencies, EquatableArray<string> Everywhere)
{
    internal static RouteTakers None { get; } = new(default, default);

    internal static RouteTakers Of(
        IEnumerable<DependencyModel> dependencies, IEnumerable<EndpointModel> guards, IEnumerable<ValidatorModel> validators)
    {
        var byMethod = dependencies.GroupBy(static dependency => dependency.Method)
            .ToDictionary(static group => group.Key, static group => group.First().Parameters);
        var everywhere = guards.Select(static guard => guard.Parameters).Concat(validators.Select(static validator => validator.Parameters))
            .SelectMany(parameters => NamesOf(parameters, byMethod, []));
        return new RouteTakers(
            byMethod.SelectMany(each => Sorted(NamesOf(each.Value, byMethod, [each.Key])).Select(name => new NamedText(each.Key, name)))
            .OrderBy(static each => each.Name, StringComparer.Ordinal).ToEquatable(),
            Sorted(everywhere).ToEquatable());
    }

    /// <summary>Whether a dependency of the parameters takes the name, or any guard or validator.</summary>
    internal bool Take(IEnumerable<ParameterModel> parameters, string name)
    {
        var methods = new HashSet<string>(parameters.Needs());
        return RouteNames.Contain(Everywhere, name)
            || RouteNames.Contain(Dependencies.Where(taken => methods.Contains(taken.Name)).Select(static taken => taken.Text), name);
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> names) =>
        names.Distinct(StringComparer.Ordinal).OrderBy(static name => name, StringComparer.Ordinal);

    private static IEnumerable<string> NamesOf(
        EquatableArray<ParameterModel> parameters, Dictionary<string, EquatableArray<ParameterModel>> byMethod, HashSet<string> seen) =>
        RouteNames.Of(parameters).Concat(parameters.Needs()
            .Where(method => byMethod.ContainsKey(method) && seen.Add(method))
            .SelectMany(method => NamesOf(byMethod[method], byMethod, seen)));
}
