using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>Writes the documentation of types where the docs find it.</summary>
internal static class TypeTextEmitter
{
    internal static string Emit(IEnumerable<TypeTextModel> types)
    {
        var writer = CodeWriter.File();
        writer.Line("namespace Rondo.Api.Generated;");
        writer.Open("internal static class TypeTexts");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Open("internal static void Initialize()");
        foreach (var type in types)
            writer.Line(
                $"global::Rondo.Api.Runtime.TypeTexts.Add(typeof({type.Type}), {Literals.TextOrNull(type.Summary)}"
                    + $"{string.Concat(type.Members.Select(static member => $", ({Literals.Text(member.Name)}, "
                    + $"{Literals.Text(member.Text)})"))});");
        writer.Close();
        writer.Close();
        return writer.ToString();
    }
}
