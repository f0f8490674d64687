using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes the attributes by which other assemblies find the functions of this one.</summary>
internal static class ShippedEmitter
{
    internal static string Emit(ShippedFunctions shipped)
    {
        var dependencies = shipped.Functions.Dependencies.Select(static each => Attribute(each.Method, each.Owner, Extras(each)));
        // Overloads share a name, and say all in their metadata.
        var others = shipped.Functions.Validators.Select(static each => Attribute(each.Method, each.Owner, ""))
            .Concat(shipped.Functions.Parsers.Select(static each => Attribute(each.Method, each.Owner, ""))).Distinct();
        return Code.File($"{Code.Lines(dependencies.Concat(others))}");
    }

    private static string Attribute(string method, OwnerModel owner, string extras)
    {
        var dot = method.LastIndexOf('.');
        var name = Literals.Text(method.Substring(dot + 1).TrimStart('@'));
        var friends = owner.IsPublic ? "" : ", FriendsOnly = true";
        return $"[assembly: global::Rondo.Api.Runtime.ShippedFunction(typeof({method.Substring(0, dot)}), {name}{friends}{extras})]";
    }

    private static string Extras(DependencyModel dependency)
    {
        var types = string.Join(", ", dependency.Errors.Types.Select(static type => $"typeof({type})"));
        var statuses = string.Join(", ", dependency.Errors.Statuses);
        var texts = dependency.Parameters.Select(static parameter => Literals.TextOrNull(parameter.Description)).ToList();
        return (types.Length > 0 ? $", Errors = new global::System.Type[] {{ {types} }}" : "")
            + (statuses.Length > 0 ? $", ErrorStatuses = new int[] {{ {statuses} }}" : "")
            + (texts.Exists(static text => text != "null") ? $", Descriptions = new string?[] {{ {string.Join(", ", texts)} }}" : "");
    }
}
