using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes how parameters get their values from text.</summary>
internal sealed class TextEmitter(BindingScope scope)
{
    private const string Bind = "global::Rondo.Api.Runtime.Bind.";

    private const string Locations = "global::Rondo.Api.InputLocation.";

    internal BoundValue Text(ParameterModel parameter, TextSource source, string variable)
    {
        var statements = source.Collection is { } collection ? Many(parameter, source, collection, variable)
            : Single(parameter, source, variable);
        return new BoundValue(statements, variable);
    }

    /// <summary>The constraints of a parameter, for a value that is there.</summary>
    internal string Checks(ParameterModel parameter, string value, string location, string wire) =>
        Code.Lines(parameter.Checks.Select(check => Check(check, value, $"{location}, {wire}", Secret(parameter))));

    internal static string Secret(ParameterModel parameter) => parameter.IsSecret ? ", secret: true" : "";

    private string Check(CheckModel check, string value, string place, string secret)
    {
        var field = scope.Constraints.FieldOf(check);
        return check.NeedsContext ? $"report.Ask({place}, {field}, {value}{secret});"
            : check.Fails == "false" ? ""
            : $"if ({scope.Constraints.Breaks(check, value)}) report.Fail({place}, {field}, {value}{secret});";
    }

    private string Single(ParameterModel parameter, TextSource source, string variable)
    {
        var (raw, location) = Single(parameter, source.Place, variable);
        var wire = Literals.Text(parameter.Wire);
        var isAbsent = parameter.Optional && source.Value.Parser.Length > 0 ? " || raw.Length == 0" : "";
        return Code.Of($$"""
            {{parameter.Type}} {{variable}} = {{(parameter.Optional ? parameter.Default : "default!")}};
            {
                var raw = {{raw}};
                if (raw is null{{isAbsent}})
                    {{(parameter.IsRequired ? $"report.Missing({location}, {wire});" : ";")}}
                {{Parsed(parameter, source, variable, location, wire)}}
            }
            """);
    }

    /// <summary>The branches of a text that is there.</summary>
    private string Parsed(ParameterModel parameter, TextSource source, string variable, string location, string wire)
    {
        var value = source.Value;
        if (value.Parser.Length == 0)
            return Code.Of($$"""
                else
                {
                    {{variable}} = raw;
                    {{Checks(parameter, "raw", location, wire)}}
                }
                """);
        var refused = $"report.Refused({location}, {wire}, exception.Message, raw{Secret(parameter)});";
        if (value.Throws)
            return Code.Of($$"""
                else
                {
                    try
                    {
                        var value = {{value.Parser}}(raw);
                        {{variable}} = value;
                        {{Checks(parameter, "value", location, wire)}}
                    }
                    catch (global::System.FormatException exception) { {{refused}} }
                }
                """);
        return Code.Of($$"""
            else if (!{{Parse(source)}})
                report.NotA({{location}}, {{wire}}, {{Expected(value)}}, raw{{Secret(parameter)}});
            else
            {
                {{variable}} = value;
                {{Checks(parameter, "value", location, wire)}}
            }
            """);
    }

    private string Many(ParameterModel parameter, TextSource source, CollectionModel collection, string variable)
    {
        var (raws, location) = All(parameter, source.Place);
        var wire = Literals.Text(parameter.Wire);
        var nullable = parameter.Type.EndsWith("?", StringComparison.Ordinal);
        var made = collection.Kind switch
        {
            CollectionKind.Array => "values.ToArray()",
            CollectionKind.Set => $"new global::System.Collections.Generic.HashSet<{collection.Item}>(values)",
            CollectionKind.Expression => "[.. values]",
            _ => "values",
        };
        var checks = Checks(parameter, parameter.IsNullableValue ? variable + ".Value" : variable, location, wire);
        return Code.Of($$"""
            {{parameter.Type}} {{variable}} = {{(nullable ? "null" : "default!")}};
            {
                var raws = {{raws}};
                var values = new global::System.Collections.Generic.List<{{collection.Item}}>(raws.Count);
                for (var i = 0; i < raws.Count; i++)
                {
                    var raw = raws[i] ?? "";
                    {{Item(parameter, source, location, wire)}}
                }
                {{(nullable ? "if (raws.Count > 0)" : "")}}
                {{(nullable ? "    " : "")}}{{variable}} = {{made}};
                {{(parameter.Checks.Count == 0 ? "" : Guard(nullable ? $"if ({variable} is not null)" : "", checks))}}
            }
            """);
    }

    private static string Guard(string condition, string statements) => Code.Of($$"""
        {{condition}}
        {
            {{statements}}
        }
        """);

    private string Item(ParameterModel parameter, TextSource source, string location, string wire)
    {
        var value = source.Value;
        var wrong = $"report.NotA({location}, {wire}, i, {Expected(value)}, raw{Secret(parameter)});";
        return value.Parser.Length == 0 ? "values.Add(raw);"
            : value.Throws ? $"try {{ values.Add({value.Parser}(raw)); }} catch (global::System.FormatException) {{ {wrong} }}"
            : $"if ({Parse(source)}) values.Add(value); else {wrong}";
    }

    private string Parse(TextSource source)
    {
        var value = source.Value;
        var parser = source.Place == TextPlace.Form && value.Type == "bool" ? Bind + "Checkbox" : value.Parser;
        return $"{parser}({(value.NeedsContext ? scope.Http + ", " : "")}raw, out var value)";
    }

    private string Expected(ValueModel value) => value.Expected.Replace("{http}", scope.Http);

    /// <summary>The expressions of a single text and of its place.</summary>
    private (string Raw, string Location) Single(ParameterModel parameter, TextPlace place, string variable)
    {
        var (http, wire) = (scope.Http, Literals.Text(parameter.Wire));
        if (place == TextPlace.Path)
            return ($"{Bind}Route({http}, {wire})", Locations + "Path");
        if (place != TextPlace.Query || !parameter.Inferred)
            return ($"{Bind}{place}({(place == TextPlace.Form ? "form" : http)}, {wire})", Locations + place);
        // The group's prefix may hold it, which only the built route tells; and a dependency serves many routes.
        if (scope.IsOfCall)
            return ($"{Bind}Route({http}, {wire}) ?? {Bind}Query({http}, {wire})",
                $"({http}.Request.RouteValues.ContainsKey({wire}) ? {Locations}Path : {Locations}Query)");
        var routed = "routed_" + variable;
        scope.Routed.Add((routed, parameter.Wire));
        return ($"{routed} ? {Bind}Route({http}, {wire}) : {Bind}Query({http}, {wire})",
            $"({routed} ? {Locations}Path : {Locations}Query)");
    }

    /// <summary>The expressions of all texts of a name and of their place.</summary>
    private (string Raws, string Location) All(ParameterModel parameter, TextPlace place)
    {
        var wire = Literals.Text(parameter.Wire);
        return place == TextPlace.Path ? ($"{Bind}Route({scope.Http}, {wire})", Locations + "Path")
            : ($"{Bind}{place}All({(place == TextPlace.Form ? "form" : scope.Http)}, {wire})", Locations + place);
    }
}
