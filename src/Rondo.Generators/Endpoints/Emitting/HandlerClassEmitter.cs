using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes how <c>Include</c> finds the handlers of a class.</summary>
internal static class HandlerClassEmitter
{
    /// <param name="classes">Each handler: the class that has it, and the class that is generated for it.</param>
    internal static string Emit(IEnumerable<NamedText> classes)
    {
        var groups = classes.GroupBy(static each => each.Name).OrderBy(static group => group.Key, StringComparer.Ordinal).Select(
            static group => $"global::Rondo.Api.Runtime.HandlerClassRegistry.Add(typeof({group.Key}), static routes => {{ "
                + $"{string.Join(" ", group.Select(static each => $"{each.Text}.Map(routes);"))} }});");
        return Code.File($$"""
            namespace Rondo.Api.Generated;
            internal static class IncludedClasses
            {
                [global::System.Runtime.CompilerServices.ModuleInitializer]
                internal static void Initialize()
                {
                    {{Code.Lines(groups)}}
                }
            }
            """);
    }
}
