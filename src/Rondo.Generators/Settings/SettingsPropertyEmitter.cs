using System.Globalization;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Settings;

/// <summary>Writes how one property is read.</summary>
internal static class SettingsPropertyEmitter
{
    internal static string Emit(PropertyModel property, int index) => Code.Lines(
        Read(property, index), Code.Lines(property.Checks.Select((check, i) => Check(property, check, $"v{index}", i))));

    private static string Read(PropertyModel property, int index)
    {
        var name = $"\"{property.Name}\"";
        // Where the class above has made an object of this one, it has given what is required.
        var required = property.Required ? "given is null" : "false";
        var arguments = $"{name}, {required}, {Secret(property)}, {property.Parser}";
        var (declared, fallback) = ($"{property.Type} v{index}", Fallback(property));
        var converted = property.Conversion.Replace("{0}", $"l{index}");
        return property.Kind switch
        {
            PropertyKind.Value => $"var v{index} = reader.Value<{ValueType(property)}>({arguments}, {fallback});",
            PropertyKind.List => $"""
                var l{index} = reader.List<{property.Item}>({arguments});
                {declared} = l{index} is null ? {fallback} : {converted};
                """,
            PropertyKind.Map => $"""
                var l{index} = reader.Map<{property.Item}>({arguments});
                {declared} = l{index} is null ? {fallback} : l{index};
                """,
            PropertyKind.Section => Section(property, index, name, fallback),
            PropertyKind.SectionList => $$"""
                global::System.Collections.Generic.List<{{property.Item}}>? l{{index}} = null;
                if (reader.Items({{name}}, {{required}}) is { } i{{index}})
                {
                    l{{index}} = new();
                    foreach (var each in i{{index}})
                    {
                        if (Read{{property.Section}}(each, null) is { } item)
                            l{{index}}.Add(item);
                    }
                }

                {{declared}} = l{{index}} is null ? {{fallback}} : {{converted}};
                """,
            _ => $$"""
                global::System.Collections.Generic.Dictionary<string, {{property.Item}}>? l{{index}} = null;
                if (reader.Entries({{name}}, {{required}}) is { } i{{index}})
                {
                    l{{index}} = new(global::System.StringComparer.OrdinalIgnoreCase);
                    foreach (var (key, each) in i{{index}})
                    {
                        if (Read{{property.Section}}(each, null) is { } item)
                            l{{index}}[key] = item;
                    }
                }

                {{declared}} = l{{index}} is null ? {{fallback}} : l{{index}};
                """,
        };
    }

    private static string Section(PropertyModel property, int index, string name, string fallback)
    {
        var isRead = $"s{index}.Exists || {(property.Required ? "true" : "false")} || f{index} is not null";
        return $"""
            var s{index} = reader.Section({name});
            var f{index} = {fallback};
            {property.Type} v{index} = {isRead} ? Read{property.Section}(s{index}, f{index})! : null!;
            """;
    }

    private static string Fallback(PropertyModel property)
    {
        var name = Symbols.Escaped(property.Name);
        return property.Parameter >= 0 ? $"(given is null ? {property.Default} : given.{name})"
            : property.Required ? $"(given is null ? default! : given.{name})"
            : $"defaults.{name}";
    }

    private static string ValueType(PropertyModel property)
    {
        var isNullable = property.Type.EndsWith("?", StringComparison.Ordinal) && property.Parser.Contains(".Nullable<");
        return property.Type.TrimEnd('?') + (isNullable ? "?" : "");
    }

    private static string Secret(PropertyModel property) => property.Secret ? "true" : "false";

    /// <summary>
    /// Writes a constraint as endpoints have it; one that has to be asked, and the meaning of null, are the attribute's to say.
    /// </summary>
    private static string Check(PropertyModel property, CheckModel check, string value, int number)
    {
        var arguments = $"\"{property.Name}\", {Secret(property)}, {value}, {check.Attribute}";
        if (check.Fails is not { } fails || check.NeedsContext || check.IsRequired || fails.Contains("report."))
            return $"reader.Check({arguments});";
        var there = $"{value}_{number}";
        return fails == "false" ? ""
            : $"if ({value} is {{ }} {there} && ({string.Format(CultureInfo.InvariantCulture, fails, there, check.Attribute)})) "
                + $"reader.Fail({arguments});";
    }
}
