using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Settings;

/// <summary>From the model to C#.</summary>
internal static class SettingsEmitter
{
    internal static string Emit(SettingsModel model)
    {
        var schema = $"global::Rondo.Api.SettingsSchema<{model.Type}>";
        var binder = Code.Of($$"""
            file static class Binder
            {
                [global::System.Runtime.CompilerServices.ModuleInitializer]
                internal static void Register() => {{schema}}.Register({{model.Prefix}}, static reader => Read0(reader, null));
                {{Code.Members(model.Sections.Select(Section))}}
            }
            """);
        return Code.File($$"""
            using System.Linq;

            namespace Rondo.Api.Generated
            {
                {{binder}}
                file {{Code.StartCode(Symbols.Hash(binder))}}
            }
            """);
    }

    private static string Section(SectionModel section, int index)
    {
        var parameters = section.Properties.Where(static property => property.Parameter >= 0)
            .OrderBy(static property => property.Parameter).ToList();
        var members = section.Properties.Where(static property => property.Parameter < 0).ToList();
        var local = section.Properties.Select(static (property, i) => (property, i))
            .ToDictionary(static pair => pair.property.Name, static pair => $"v{pair.i}");
        var creation = $"new {section.Type}({string.Join(", ", parameters.Select(property => local[property.Name]))})"
            + Initializer(members.Select(property => $"{Symbols.Escaped(property.Name)} = {local[property.Name]}"));
        return Code.Of($$"""
            private static {{section.Type}}? Read{{index}}(global::Rondo.Api.SettingsReader reader, {{section.Type}}? given)
            {
                {{Defaults(section, parameters, members)}}
                {{Code.Lines(section.Properties.Select(SettingsPropertyEmitter.Emit))}}
                if (reader.Failed)
                    return null;
                {{(section.IsValidatable ? $"var result = {creation};\nreader.Check(result);\nreturn result;" : $"return {creation};")}}
            }
            """);
    }

    /// <summary>The defaults of a class are its initializers': they are read off an object that has nothing else.</summary>
    private static string Defaults(SectionModel section, List<PropertyModel> parameters, List<PropertyModel> members)
    {
        if (members.TrueForAll(static property => property.Required))
            return "";
        var demanded = members.Where(static property => property.MemberRequired)
            .Select(static property => $"{Symbols.Escaped(property.Name)} = default!");
        return $"var defaults = given ?? new {section.Type}("
            + $"{string.Join(", ", parameters.Select(static property => property.Default))}){Initializer(demanded)};";
    }

    private static string Initializer(IEnumerable<string> assignments) =>
        string.Join(", ", assignments) is { Length: > 0 } list ? $" {{ {list} }}" : "";
}
