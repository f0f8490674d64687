using System.Globalization;
using System.Linq;

namespace Rondo.Generators.Endpoints;

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
    internal static string Search(ParameterModel parameter) =>
        parameter.Shape is { } shape && Search(shape, parameter.IsNullableValue ? "value.Value" : "value", 0) is { } search
            ? $"static value => {search}" : "null";

    /// <summary>Whether a value has a null inside that C# forbids, as an expression; null where none can be.</summary>
    internal static string? Search(ShapeModel shape, string value, int depth)
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

    /// <summary>The members of a type of the program's: what is demanded of them, and whether one has a null that C# forbids.</summary>
    internal static void Type(CodeWriter writer, TypeModel type)
    {
        writer.Line();
        writer.Open($"internal static bool N_{type.Key}({type.Type} value)");
        if (type.Items is { } items)
        {
            writer.Line($"return {Search(items, "value", 0) ?? "false"};");
            writer.Close();
            return;
        }

        foreach (var derived in type.Derived)
            writer.Line($"if (value is {derived.Type} d_{derived.Key}) return N_{derived.Key}(d_{derived.Key});");
        var depth = 0;
        foreach (var member in type.Members)
        {
            if (!member.IsSet)
                continue;
            var name = Symbols.Escaped(member.Name);
            if (member.RefusesNullUnseen)
                writer.Line($"if (value.{name} is null) return true;");
            var variable = "m" + (depth++).ToString(CultureInfo.InvariantCulture);
            if (member.Shape is { } shape && Search(shape, variable, 0) is { } search)
                writer.Line(
                    $"if (value.{name} is "
                        + $"{(member.IsOptional ? $"{{ HasValue: true, Value: {{ }} {variable} }}" : $"{{ }} {variable}")} && {search}) return true;");
        }

        writer.Line("return false;");
        writer.Close();
        var demanding = type.Members.Where(static member => member.IsSet && (member.Shape is not null || member.RefusesNullUnseen))
            .ToList();
        if (demanding.Count > 0)
        {
            writer.Line();
            writer.Open($"private static {Runtime}InputShape S_{type.Key}(string member)");
            writer.Open("switch (member)");
            foreach (var member in demanding)
                writer.Line($"case {Literals.Text(member.Name)}: return {Demands(member.RefusesNullUnseen, member.Shape)};");
            writer.Line("default: return default;");
            writer.Close();
            writer.Close();
        }

        writer.Line();
        var members = type.Members.Any(static member => member.IsChecked);
        var validate = members || type.Derived.Count > 0 || type.Checks.Count > 0 || type.ValidatesItself
            ? $"static (value, report) => V_{type.Key}(({type.Type})value, report)" : "null";
        var others = type.Derived.Count == 0 ? "null"
            : $"static type => "
                + $"{string.Concat(type.Derived.Select(static derived => $"type == typeof({derived.Type}) ? T_{derived.Key} : "))}null";
        writer.Line(
            $"internal static readonly {Runtime}InputType T_{type.Key} = new {Runtime}InputType(typeof({type.Type}), "
                + $"{validate}, {(members ? $"M_{type.Key}" : "null")}, {(demanding.Count > 0 ? $"S_{type.Key}" : "null")}, {others});");
    }
}
