using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>Writes how parameters get their values.</summary>
/// <param name="http">The expression of the HttpContext.</param>
/// <param name="constraints">Collects the constraints, which become static fields.</param>
/// <param name="asynchronous">Which types are validated by functions too.</param>
internal sealed class BindingEmitter(CodeWriter writer, string http, List<string> constraints, Resolution? asynchronous)
{
    private const string Bind = "global::Rondo.Api.Runtime.Bind.";

    /// <summary>Types whose JSON contract is needed: name of the variable and type.</summary>
    internal List<(string Variable, string Type)> Json { get; } = [];

    /// <summary>
    /// Parameters of which only the built route says whether they are in the path: name of the variable and of the parameter.
    /// </summary>
    internal List<(string Variable, string Name)> Routed { get; } = [];

    /// <summary>Statements for the time when the endpoint is built.</summary>
    internal List<string> Startup { get; } = [];

    internal static bool NeedsCall(IEnumerable<ParameterModel> parameters, Resolution resolution) =>
        parameters.Any(
            parameter => parameter.Origin == Origin.Dependency || resolution.IsAsync(parameter.Shape)
            || NeedsCall(parameter.Members, resolution));

    internal static bool NeedsReport(IEnumerable<ParameterModel> parameters) =>
        parameters.Any(
            static parameter =>
            parameter.Origin is not (Origin.Special or Origin.Service or Origin.Dependency or Origin.Socket or Origin.Lines));

    internal static bool NeedsAwait(IEnumerable<ParameterModel> parameters, Resolution resolution) =>
        NeedsCall(parameters, resolution) || parameters.Any(static parameter => parameter.Origin == Origin.Body || IsForm(parameter));

    internal static bool IsForm(ParameterModel parameter) =>
        parameter.Origin is Origin.Form or Origin.File or Origin.Files or Origin.FileList or Origin.FormObject
        || parameter.Members.Any(IsForm);

    /// <summary>Writes the bindings; returns the expressions of the arguments in order. Dependencies come first, the body last.</summary>
    internal List<string> Emit(EquatableArray<ParameterModel> parameters)
    {
        var arguments = new string[parameters.Count];
        if (parameters.Any(IsForm))
            writer.Line($"var form = await {Bind}FormAsync({http}, report);");
        foreach (var (parameter, i) in parameters.Select(static (parameter, i) => (parameter, i))
            .OrderBy(static each => Order(each.parameter.Origin)))
            arguments[i] = One(parameter, $"a{i}");
        return [.. arguments];
    }

    private static int Order(Origin origin) => origin switch
    {
        Origin.Dependency => 0,
        Origin.Body => 2,
        _ => 1,
    };

    private string One(ParameterModel parameter, string variable)
    {
        switch (parameter.Origin)
        {
            case Origin.Special:
                return Special(parameter.Expression);
            case Origin.Payload:
                return "payload";
            case Origin.Socket:
                return "session";
            case Origin.Service:
                return Service(parameter);
            case Origin.Dependency:
                writer.Line(
                    $"var {variable} = await call.ResolveAsync(global::Rondo.Api.Generated.Dependencies."
                        + $"{Symbols.Identifier(parameter.DependsOn)});");
                return variable;
            case Origin.Body:
                Body(parameter, variable);
                return variable;
            case Origin.Object:
                return Object(parameter, variable);
            case Origin.File:
                writer.Line($"var {variable} = form?.Files[{Literals.Text(parameter.Wire)}];");
                if (!parameter.Optional)
                    writer.Line(
                        $"if ({variable} is null) report.Missing(global::Rondo.Api.InputLocation.Form, {Literals.Text(parameter.Wire)});");
                return variable + "!";
            case Origin.Lines:
                return $"state.LinesAsync({http}, "
                    + $"{Input(parameter, "lines_" + variable, parameter.SocketIn, Validation(parameter, null))}, "
                    + $"{(asynchronous is null ? "null" : Validation(parameter, asynchronous))})";
            case Origin.Files:
                return "form?.Files ?? new global::Microsoft.AspNetCore.Http.FormFileCollection()";
            case Origin.FormObject:
                return "form ?? global::Microsoft.AspNetCore.Http.FormCollection.Empty";
            case Origin.FileList:
                return $"global::System.Linq.Enumerable."
                    + $"{(parameter.PlainType.EndsWith("[]", StringComparison.Ordinal) ? "ToArray" : "ToList")}(form?.Files.GetFiles({Literals.Text(parameter.Wire)}) ?? [])";
            default:
                if (parameter.Collection == CollectionKind.None)
                    Single(parameter, variable);
                else
                    Many(parameter, variable);
                return variable;
        }
    }

    /// <summary>Declares how JSON is read, where the endpoint is built; returns its name.</summary>
    internal string Input(ParameterModel parameter, string variable, string type, string? validate = null)
    {
        Startup.Add(
            $"var {variable} = state.Input<{type}>({ShapeEmitter.Demands(!parameter.Optional, parameter.Shape)}, "
                + $"{ShapeEmitter.Search(parameter)}{(validate is null ? "" : ", " + validate)});");
        return variable;
    }

    /// <summary>
    /// How lines or messages are validated, as a function: by constraints, or by functions where the program's are given;
    /// <c>null</c> for not at all.
    /// </summary>
    internal static string Validation(ParameterModel parameter, Resolution? functions)
    {
        if (parameter.Shape is not { HasObject: true } shape || functions?.IsAsync(shape) == false)
            return "null";
        var body = new CodeWriter();
        ValidatorEmitter.Shape(body, shape, parameter.IsNullableValue ? "item.Value" : "item", functions is not null, functions);
        return $"{(functions is null ? "static" : "async")} (item, report) => {{ {body.ToString().Replace("\n", " ").Trim()} }}";
    }

    /// <summary>Whether the value of a special parameter comes from a request.</summary>
    internal static bool NeedsRequest(ParameterModel special) =>
        special.Expression.Contains("http") && special.Expression is not (ParameterParser.Services or ParameterParser.Cancellation);

    private string Special(string expression) => expression switch
    {
        "http" => http,
        ParameterParser.Services when http != "http" => "call.Services",
        ParameterParser.Cancellation when http != "http" => "call.Cancellation",
        _ => expression.Replace("http.", http + ".").Replace("(http)", $"({http})"),
    };

    private string Service(ParameterModel parameter)
    {
        var type = parameter.PlainType;
        var services = http == "http" ? "http.RequestServices" : "call.Services";
        if (parameter.Expression.Length > 0)
            return $"global::Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions."
                + $"{(parameter.Optional ? "GetKeyedService" : "GetRequiredKeyedService")}<{type}>({services}, {parameter.Expression})";
        if (parameter.Optional)
            return $"state.OptionalService<{type}>({http})";
        Startup.Add($"state.RequireService<{type}>({Literals.Text(parameter.Name)});");
        return $"state.Service<{type}>({http})";
    }

    private void Body(ParameterModel parameter, string variable)
    {
        // An absent struct is null only as a nullable one.
        var input = Input(parameter, "body_" + variable, parameter.IsNullableValue ? parameter.PlainType + "?" : parameter.PlainType);
        if (parameter.Inferred)
            Startup.Add($"state.RefuseService<{parameter.PlainType}>({Literals.Text(parameter.Name)});");
        writer.Line($"var {variable}_before = report.Count;");
        writer.Line($"var {variable} = await global::Rondo.Api.Runtime.JsonBody.ReadAsync({http}, {input}, report);");
        var canBeNull = !parameter.IsValueType || parameter.IsNullableValue;
        var value = parameter.IsNullableValue ? variable + ".Value" : variable;
        writer.Open($"if (report.Count == {variable}_before{(canBeNull ? $" && {variable} is not null" : "")})");
        Validate(parameter, value, "Body");
        writer.Close();
    }

    /// <summary>Validates a value that was read from JSON: by the constraints of its parameter, and member by member.</summary>
    internal void Validate(ParameterModel parameter, string value, string location)
    {
        Checks(parameter, value, $"global::Rondo.Api.InputLocation.{location}", "\"\"");
        Validate(parameter.Shape, value, location);
    }

    /// <summary>Validates the members of a bound value, and asks the validator functions if that went well.</summary>
    internal void Validate(ShapeModel? shape, string value, string location)
    {
        if (shape?.HasObject != true)
            return;
        writer.Line($"report.At(global::Rondo.Api.InputLocation.{location});");
        writer.Line("var errors = report.Count;");
        ValidatorEmitter.Shape(writer, shape, value, asynchronously: false, null);
        if (asynchronous?.IsAsync(shape) == true)
        {
            writer.Open("if (report.Count == errors)");
            ValidatorEmitter.Shape(writer, shape, value, asynchronously: true, asynchronous);
            writer.Close();
        }
    }

    private string Object(ParameterModel parameter, string variable)
    {
        if (parameter.Inferred)
            Startup.Add($"state.RefuseService<{parameter.PlainType}>({Literals.Text(parameter.Name)});");
        writer.Line($"var {variable}_before = report.Count;");
        if (parameter.Members.Any(static member => member.Computed))
            writer.Line(
                $"var {variable}_defaults = new {parameter.PlainType}()"
                    + $"{Braces(parameter.Members.Where(static member => member.Required).Select(static member => $"{Symbols.Escaped(member.Name)} = default!"))};");
        var members = parameter.Members.Select((member, i) => (
            Member: member,
            Value: One(OnItsOwn(member.Computed ? member with { Default = $"{variable}_defaults.{Symbols.Escaped(member.Name)}" } : member),
                $"{variable}_{i}"))).ToList();
        var constructor = string.Join(", ", members.Where(static each => each.Member.ByConstructor).Select(static each => each.Value));
        var initializer = Braces(
            members.Where(static each => !each.Member.ByConstructor)
            .Select(static each => $"{Symbols.Escaped(each.Member.Name)} = {each.Value}"));
        writer.Line($"{parameter.Type} {variable} = default!;");
        writer.Open($"if (report.Count == {variable}_before)");
        writer.Line($"{variable} = new {parameter.PlainType}({constructor}){initializer};");
        foreach (var member in parameter.Members)
            CheckWithOwner(member, variable);
        if (parameter.ChecksWhole || asynchronous?.IsAsync(parameter.Shape) == true)
            Validate(parameter.Shape, variable, parameter.Members.Any(IsForm) ? "Form" : "Query");
        writer.Close();
        return variable;
    }

    /// <summary>A member without the constraints that have to see its owner, which is not made yet.</summary>
    private static ParameterModel OnItsOwn(ParameterModel member) =>
        member with { Checks = member.Checks.Where(static check => !check.NeedsOwner).ToEquatable() };

    private void CheckWithOwner(ParameterModel member, string owner)
    {
        var location = member.Origin switch
        {
            Origin.Route => "Path",
            Origin.Header => "Header",
            Origin.Cookie => "Cookie",
            _ => IsForm(member) ? "Form" : "Query",
        };
        foreach (var check in member.Checks.Where(static check => check.NeedsOwner))
            writer.Line(
                $"report.Ask(global::Rondo.Api.InputLocation.{location}, {Literals.Text(member.Wire)}, "
                    + $"{Constraint(constraints, check.Attribute)}, {owner}.{Symbols.Escaped(member.Name)}, {owner}, "
                    + $"{Literals.Text(member.Name)}{Secret(member)});");
    }

    private static string Braces(IEnumerable<string> assignments) =>
        string.Join(", ", assignments) is { Length: > 0 } list ? $" {{ {list} }}" : "";

    private void Single(ParameterModel parameter, string variable)
    {
        var value = parameter.Value!;
        var (raw, location) = Source(parameter, variable, many: false);
        var wire = Literals.Text(parameter.Wire);
        var required = !parameter.Optional || parameter.Checks.Any(static check => check.IsRequired);
        writer.Line($"{parameter.Type} {variable} = {(parameter.Optional ? parameter.Default : "default!")};");
        writer.Open();
        writer.Line($"var raw = {raw};");
        writer.Line($"if (raw is null{(parameter.Optional && value.Parser.Length > 0 ? " || raw.Length == 0" : "")})");
        writer.Line(required ? $"    report.Missing({location}, {wire});" : "    ;");
        if (value.Parser.Length == 0)
        {
            writer.Open("else");
            writer.Line($"{variable} = raw;");
            Checks(parameter, "raw", location, wire);
            writer.Close();
        }
        else if (value.Throws)
        {
            writer.Open("else");
            writer.Open("try");
            writer.Line($"var value = {value.Parser}(raw);");
            writer.Line($"{variable} = value;");
            Checks(parameter, "value", location, wire);
            writer.Close();
            writer.Line(
                $"catch (global::System.FormatException exception) {{ report.Refused({location}, "
                    + $"{wire}, exception.Message, raw{Secret(parameter)}); }}");
            writer.Close();
        }
        else
        {
            writer.Line($"else if (!{Parse(parameter, value)})");
            writer.Line($"    report.NotA({location}, {wire}, {Expected(value)}, raw{Secret(parameter)});");
            writer.Open("else");
            writer.Line($"{variable} = value;");
            Checks(parameter, "value", location, wire);
            writer.Close();
        }

        writer.Close();
    }

    private string Parse(ParameterModel parameter, ValueModel value)
    {
        var parser = parameter.Origin == Origin.Form && value.Type == "bool" ? Bind + "Checkbox" : value.Parser;
        return $"{parser}({(value.NeedsContext ? http + ", " : "")}raw, out var value)";
    }

    private string Expected(ValueModel value) => value.Expected.Replace("{http}", http);

    private void Many(ParameterModel parameter, string variable)
    {
        var value = parameter.Value!;
        var (raws, location) = Source(parameter, variable, many: true);
        var wire = Literals.Text(parameter.Wire);
        var nullable = parameter.Type.EndsWith("?", StringComparison.Ordinal);
        writer.Line($"{parameter.Type} {variable} = {(nullable ? "null" : "default!")};");
        writer.Open();
        writer.Line($"var raws = {raws};");
        writer.Line($"var values = new global::System.Collections.Generic.List<{parameter.ItemType}>(raws.Count);");
        writer.Open("for (var i = 0; i < raws.Count; i++)");
        writer.Line("var raw = raws[i] ?? \"\";");
        if (value.Parser.Length == 0)
            writer.Line("values.Add(raw);");
        else if (value.Throws)
            writer.Line(
                $"try {{ values.Add({value.Parser}(raw)); }} catch (global::System.FormatException) {{ report.NotA("
                    + $"{location}, {wire}, i, {Expected(value)}, raw{Secret(parameter)}); }}");
        else
            writer.Line(
                $"if ({Parse(parameter, value)}) values.Add(value); else report.NotA({location}, {wire}, i, "
                    + $"{Expected(value)}, raw{Secret(parameter)});");
        writer.Close();
        var made = parameter.Collection switch
        {
            CollectionKind.Array => "values.ToArray()",
            CollectionKind.Set => $"new global::System.Collections.Generic.HashSet<{parameter.ItemType}>(values)",
            CollectionKind.Expression => "[.. values]",
            _ => "values",
        };
        if (nullable)
            writer.Line("if (raws.Count > 0)");
        writer.Line($"{(nullable ? "    " : "")}{variable} = {made};");
        if (parameter.Checks.Count > 0)
        {
            writer.Open(nullable ? $"if ({variable} is not null)" : "");
            Checks(parameter, parameter.IsNullableValue ? variable + ".Value" : variable, location, wire);
            writer.Close();
        }

        writer.Close();
    }

    private (string Raw, string Location) Source(ParameterModel parameter, string variable, bool many)
    {
        var wire = Literals.Text(parameter.Wire);
        const string Locations = "global::Rondo.Api.InputLocation.";
        var all = many ? "All" : "";
        switch (parameter.Origin)
        {
            case Origin.Route:
                return ($"{Bind}Route({http}, {wire})", Locations + "Path");
            case Origin.Header:
                return ($"{Bind}Header{all}({http}, {wire})", Locations + "Header");
            case Origin.Cookie:
                return ($"{Bind}Cookie({http}, {wire})", Locations + "Cookie");
            case Origin.Form:
                return ($"{Bind}Form{all}(form, {wire})", Locations + "Form");
            case Origin.Query when parameter.Inferred && !many:
                // The group's prefix may hold it, which only the built route tells; and a dependency serves many routes.
                if (http != "http")
                    return ($"{Bind}Route({http}, {wire}) ?? {Bind}Query({http}, {wire})",
                        $"({http}.Request.RouteValues.ContainsKey({wire}) ? {Locations}Path : {Locations}Query)");
                var routed = "routed_" + variable;
                Routed.Add((routed, parameter.Wire));
                return ($"{routed} ? {Bind}Route({http}, {wire}) : {Bind}Query({http}, {wire})",
                    $"({routed} ? {Locations}Path : {Locations}Query)");
            default:
                return ($"{Bind}Query{all}({http}, {wire})", Locations + "Query");
        }
    }

    private void Checks(ParameterModel parameter, string value, string location, string wire)
    {
        var secret = Secret(parameter);
        foreach (var check in parameter.Checks)
        {
            var field = Constraint(constraints, check.Attribute);
            if (check.NeedsContext)
                writer.Line($"report.Ask({location}, {wire}, {field}, {value}{secret});");
            else if (check.Fails != "false")
                writer.Line(
                    $"if ({(check.Fails is null ? $"!{field}.IsValid({value})" : string.Format(System.Globalization.CultureInfo.InvariantCulture, check.Fails, value, field))}) report.Fail({location}, {wire}, {field}, {value}{secret});");
        }
    }

    private static string Secret(ParameterModel parameter) => parameter.IsSecret ? ", secret: true" : "";

    internal static string Constraint(List<string> constraints, string attribute)
    {
        var index = constraints.IndexOf(attribute);
        if (index < 0)
        {
            index = constraints.Count;
            constraints.Add(attribute);
        }

        return "C" + index;
    }

    internal static void Fields(CodeWriter writer, List<string> constraints)
    {
        for (var i = 0; i < constraints.Count; i++)
            writer.Line(
                $"private static readonly global::System.ComponentModel.DataAnnotations.ValidationAttribute C{i} = {constraints[i]};");
    }
}
