using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes the demands on JSON values that the serializer does not see.</summary>
internal static class ShapeEmitter
{
    private const string Runtime = "global::Rondo.Api.Runtime.";
    private const string Validators = "global::Rondo.Api.Generated.Validators.";

    /// <summary>As many as JSON may have unless the program permits more.</summary>
    private const int Levels = 64;

    /// <summary>The demands on one use of a type, as an expression.</summary>
    /// <param name="refusesNull">Whether the value must not be null.</param>
    /// <param name="shape">The inside of the value; null for nothing to look at.</param>
    internal static string Demands(bool refusesNull, ShapeModel? shape)
    {
        var refusals = refusesNull ? 1ul : 0;
        var leaf = shape;
        var (level, again) = (1, 1);
        for (; leaf is { Element: { } element }; leaf = element)
        {
            if (leaf.Key.Length > 0 && leaf.Key == leaf.Leaf.Key)
                again = level;
            if (leaf.ElementRefusesNull && level < Levels)
                refusals |= 1ul << level;
            level++;
        }

        // A collection that holds itself demands the same again at each level below.
        for (var period = level - again; leaf is { Kind: ShapeKind.Again } && level < Levels; level++)
            refusals |= ((refusals >> (level - period)) & 1) << level;
        return $"new {Runtime}InputShape({refusals.ToString(CultureInfo.InvariantCulture)}u"
            + $"{(leaf is { Kind: ShapeKind.Object } ? $", {Validators}T_{leaf.Key}" : "")})";
    }

    /// <summary>Whether a value has a null inside that C# forbids, as a function; <c>null</c> where none can be.</summary>
    internal static string Search(JsonModel json) =>
        json.Shape is { } shape && Search(shape, json.IsNullableValue ? "value.Value" : "value", 0) is { } search
            ? $"static value => {search}" : "null";

    /// <summary>Whether a value has a null inside that C# forbids, as an expression; null where none can be.</summary>
    private static string? Search(ShapeModel shape, string value, int depth)
    {
        if (shape.Key.Length > 0)
            return $"{Validators}N_{shape.Key}({value})";
        if (shape.Element is null || !shape.IsSearchable)
            return null;
        var item = "i" + depth.ToString(CultureInfo.InvariantCulture);
        var inside = Search(shape.Element, shape.ElementIsNullableValue ? item + ".Value" : item, depth + 1);
        var test = shape.ElementRefusesNull ? $"{item} is null{(inside is null ? "" : $" || {inside}")}"
            : inside is not null && shape.ElementCanBeNull ? $"{item} is not null && {inside}"
            : inside;
        return test is null ? null
            : $"{Runtime}NullSearch.{(shape.Kind == ShapeKind.List ? "Any" : "AnyValue")}({value}, static {item} => {test})";
    }

    /// <summary>The members of a type of the program's: the demands on them, and whether one has a null that C# forbids.</summary>
    internal static string Type(TypeModel type)
    {
        if (type.Items is { } items)
            return Code.Members([Nulls(type, $"return {Search(items, "value", 0) ?? "false"};")]);
        var derived = type.Derived.Select(static each => $"if (value is {each.Type} d_{each.Key}) return N_{each.Key}(d_{each.Key});");
        var members = type.Members.Where(static member => member.IsSet).SelectMany(NullsOf);
        var demanding = type.Members.Where(static member => member.IsSet && (member.Shape is not null || member.RefusesNullUnseen))
            .ToList();
        List<string> all = [Nulls(type, Code.Lines(derived.Concat(members).Append("return false;")))];
        if (demanding.Count > 0)
            all.Add(DemandsByName(type, demanding));
        return Code.Members(all.Append(Description(type, demanding.Count > 0)));
    }

    private static string Nulls(TypeModel type, string statements) => Code.Of($$"""
        internal static bool N_{{type.Key}}({{type.Type}} value)
        {
            {{statements}}
        }
        """);

    private static IEnumerable<string> NullsOf(MemberModel member, int depth)
    {
        var name = Symbols.Escaped(member.Name);
        if (member.RefusesNullUnseen)
            yield return $"if (value.{name} is null) return true;";
        var variable = "m" + depth.ToString(CultureInfo.InvariantCulture);
        if (member.Shape is { } shape && Search(shape, variable, 0) is { } search)
        {
            var found = member.IsOptional ? $"{{ HasValue: true, Value: {{ }} {variable} }}" : $"{{ }} {variable}";
            yield return $"if (value.{name} is {found} && {search}) return true;";
        }
    }

    private static string DemandsByName(TypeModel type, List<MemberModel> demanding) => Code.Of($$"""
        private static {{Runtime}}InputShape S_{{type.Key}}(string member)
        {
            switch (member)
            {
                {{Code.Lines(demanding.Select(static member =>
                    $"case {Literals.Text(member.Name)}: return {Demands(member.RefusesNullUnseen, member.Shape)};"))}}
                default: return default;
            }
        }
        """);

    private static string Description(TypeModel type, bool isDemanding)
    {
        var members = type.Members.Any(static member => member.IsChecked);
        var validate = members || type.Derived.Count > 0 || type.Checks.Count > 0 || type.ValidatesItself
            ? $"static (value, report) => V_{type.Key}(({type.Type})value, report)" : "null";
        var others = type.Derived.Count == 0 ? "null"
            : "static type => "
                + $"{string.Concat(type.Derived.Select(static derived => $"type == typeof({derived.Type}) ? T_{derived.Key} : "))}null";
        return $"internal static readonly {Runtime}InputType T_{type.Key} = new {Runtime}InputType(typeof({type.Type}), "
            + $"{validate}, {(members ? $"M_{type.Key}" : "null")}, {(isDemanding ? $"S_{type.Key}" : "null")}, {others});";
    }
}
