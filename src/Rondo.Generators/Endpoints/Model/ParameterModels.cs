using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints.Model;

/// <summary>Questions about all parameters of a function.</summary>
internal static class ParameterModels
{
    /// <summary>The dependencies that they need, as methods.</summary>
    internal static IEnumerable<string> Needs(this IEnumerable<ParameterModel> parameters) => parameters.SelectMany(
        static parameter => parameter.Source is DependencySource dependency ? [dependency.Method] : parameter.Members.Needs());

    /// <summary>Them, with the members in the place of each parameter object.</summary>
    internal static IEnumerable<ParameterModel> Flatten(this IEnumerable<ParameterModel> parameters) => parameters.SelectMany(
        static parameter => parameter.Source is ObjectSource ? parameter.Members.Flatten() : [parameter]);
}
