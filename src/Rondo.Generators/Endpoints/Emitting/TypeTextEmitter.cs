using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes the documentation of types where the docs find it.</summary>
internal static class TypeTextEmitter
{
    internal static string Emit(IEnumerable<TypeTextModel> types) => Code.File($$"""
        namespace Rondo.Api.Generated;
        internal static class TypeTexts
        {
            [global::System.Runtime.CompilerServices.ModuleInitializer]
            internal static void Initialize()
            {
                {{Code.Lines(types.Select(Add))}}
            }
        }
        """);

    private static string Add(TypeTextModel type)
    {
        var members = string.Concat(
            type.Members.Select(static member => $", ({Literals.Text(member.Name)}, {Literals.Text(member.Text)})"));
        return $"global::Rondo.Api.Runtime.TypeTexts.Add(typeof({type.Type}), {Literals.TextOrNull(type.Summary)}{members});";
    }
}
