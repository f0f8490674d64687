using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints.Model;

/// <summary>The parameters of a route that a function takes.</summary>
internal static class RouteNames
{
    /// <summary>Stands for all names: the function takes the request.</summary>
    private const string All = "";

    /// <summary>The names that parameters take by themselves, without their dependencies.</summary>
    internal static IEnumerable<string> Of(IEnumerable<ParameterModel> parameters) => parameters.SelectMany(
        static parameter => parameter.Source switch
        {
            ContextSource source => source.IsRequest ? [All] : [],
            TextSource { Place: TextPlace.Path or TextPlace.Query } => [parameter.Wire],
            _ => Of(parameter.Members),
        });

    /// <summary>Whether one of the names that are taken is that of the route.</summary>
    internal static bool Contain(IEnumerable<string> taken, string name) =>
        taken.Any(each => each == All || string.Equals(each, name, StringComparison.OrdinalIgnoreCase));
}
