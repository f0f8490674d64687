using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>Writes one class with the checks of every type that inputs are made of.</summary>
internal static class ValidatorEmitter
{
    private const string Report = "global::Rondo.Api.ErrorReport report";

    internal static string Emit(IReadOnlyList<TypeModel> types, IReadOnlyList<ValidatorModel> validators, Resolution resolution)
    {
        var writer = CodeWriter.File();
        var constraints = new List<string>();
        writer.Line("namespace Rondo.Api.Generated;");
        writer.Line();
        writer.Suppressions();
        writer.Open("internal static class Validators");
        foreach (var type in types)
        {
            ShapeEmitter.Type(writer, type);
            if (type.Items is not null)
                continue;
            Type(writer, type, constraints);
            if (resolution.AsyncKeys.Contains(type.Key))
                Functions(writer, type, validators.Where(validator => validator.Type == type.Type).ToList(), resolution, constraints);
        }

        BindingEmitter.Fields(writer, constraints);
        writer.Close();
        return writer.ToString();
    }

    /// <summary>Goes from a value to the values inside that are validated.</summary>
    internal static void Shape(CodeWriter writer, ShapeModel shape, string value, bool asynchronously, Resolution? resolution)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Object when !asynchronously:
                writer.Line($"global::Rondo.Api.Generated.Validators.V_{shape.Key}({value}, report);");
                break;
            case ShapeKind.Object:
                if (resolution!.AsyncKeys.Contains(shape.Key))
                    writer.Line($"await global::Rondo.Api.Generated.Validators.F_{shape.Key}({value}, report, call);");
                break;
            default:
                if (asynchronously && !resolution!.IsAsync(shape))
                    return;
                if (!shape.HasObject)
                    return;
                writer.Open(); // constraints and functions are asked in turn, with the same names
                var item = "i" + Symbols.Hash(value).ToString("x4", CultureInfo.InvariantCulture);
                writer.Line($"var n{item} = 0;");
                writer.Open($"{(shape.CanBeDefault ? $"if (!{value}.IsDefault) " : "")}foreach (var {item} in {value})");
                writer.Line(shape.Kind == ShapeKind.List ? $"report.Enter(n{item}++);" : $"report.EnterExact({item}.Key.ToString()!);");
                var element = shape.Kind == ShapeKind.List ? item : $"{item}.Value";
                if (shape.ElementCanBeNull)
                    writer.Open($"if ({element} is not null)");
                Shape(writer, shape.Element!, shape.ElementIsNullableValue ? element + ".Value" : element, asynchronously, resolution);
                if (shape.ElementCanBeNull)
                    writer.Close();
                writer.Line("report.Leave();");
                writer.Close();
                writer.Close();
                break;
        }
    }

    private static void Type(CodeWriter writer, TypeModel type, List<string> constraints)
    {
        writer.Line();
        writer.Open($"internal static void V_{type.Key}({type.Type} value, {Report})");
        foreach (var derived in type.Derived)
            writer.Line($"if (value is {derived.Type} d_{derived.Key}) {{ V_{derived.Key}(d_{derived.Key}, report); return; }}");
        if (type.Checks.Count > 0 || type.ValidatesItself)
            writer.Line("var before = report.Count;");
        foreach (var member in type.Members.Where(static member => member.IsChecked))
        {
            writer.Line(Enter(member));
            writer.Line($"V_{type.Key}_{member.Name}(value.{Symbols.Escaped(member.Name)}, report, value);");
            writer.Line("report.Leave();");
        }

        foreach (var check in type.Checks)
            writer.Line(
                $"if (report.Count == before) report.Ask({BindingEmitter.Constraint(constraints, check.Attribute)}, value, value, \"\");");
        if (type.ValidatesItself)
            writer.Line("if (report.Count == before) report.AskItself(value);");
        writer.Close();

        foreach (var member in type.Members.Where(static member => member.IsChecked))
        {
            writer.Line();
            writer.Open(
                $"private static void V_{type.Key}_{member.Name}({member.Type} "
                    + $"{(member.IsOptional ? "optional" : "value")}, {Report}, object? owner)");
            if (member.IsOptional)
                writer.Line("if (!optional.HasValue) return;").Line("var value = optional.Value;");
            if (member.RefusesNull)
                writer.Line("if (value is null) { report.FailNull(); return; }");
            if (member.CanBeNull)
            {
                foreach (var check in member.Checks.Where(static check => check.IsRequired))
                    writer.Line(
                        $"if (value is null) {{ report.Fail({BindingEmitter.Constraint(constraints, check.Attribute)}, null); return; }}");
                writer.Line("if (value is null) return;");
            }

            var value = member.IsNullableValue ? "value.Value" : "value";
            foreach (var check in member.Checks)
            {
                var field = BindingEmitter.Constraint(constraints, check.Attribute);
                if (check.NeedsContext)
                    writer.Line($"report.Ask({field}, {value}, owner, {Literals.Text(member.Name)});");
                else if (check.Fails != "false")
                    writer.Line(
                        $"if ({(check.Fails is null ? $"!{field}.IsValid({value})" : string.Format(CultureInfo.InvariantCulture, check.Fails, value, field))}) report.Fail({field}, {value});");
            }

            if (member.Shape is not null)
                Shape(writer, member.Shape, value, asynchronously: false, null);
            writer.Close();
        }

        if (!type.Members.Any(static member => member.IsChecked))
            return;
        writer.Line();
        writer.Open($"private static void M_{type.Key}(string member, object? value, {Report})");
        writer.Open("switch (member)");
        foreach (var member in type.Members.Where(static member => member.IsChecked))
            writer.Line($"case {Literals.Text(member.Name)}: V_{type.Key}_{member.Name}(({member.Type})value!, report, null); break;");
        writer.Close();
        writer.Close();
    }

    /// <summary>The validator functions, for the value and for those inside.</summary>
    private static void Functions(CodeWriter writer, TypeModel type, List<ValidatorModel> validators, Resolution resolution,
        List<string> constraints)
    {
        writer.Line();
        writer.Open(
            $"internal static async global::System.Threading.Tasks.ValueTask F_{type.Key}({type.Type} subject, "
                + $"{Report}, global::Rondo.Api.Runtime.Call call)");
        foreach (var derived in type.Derived.Where(derived => resolution.AsyncKeys.Contains(derived.Key)))
            writer.Line(
                $"if (subject is {derived.Type} d_{derived.Key}) {{ await F_{derived.Key}(d_{derived.Key}, report, call); return; }}");
        foreach (var member in type.Members.Where(member => resolution.IsAsync(member.Shape)))
        {
            writer.Line(Enter(member));
            var value = $"subject.{Symbols.Escaped(member.Name)}{(member.IsOptional ? ".Value" : "")}";
            if (member.CanBeNull || member.IsOptional)
                writer.Open($"if ({(member.IsOptional ? $"subject.{Symbols.Escaped(member.Name)}.HasValue && " : "")}{value} is not null)");
            Shape(writer, member.Shape!, value + (member.IsNullableValue ? ".Value" : ""), asynchronously: true, resolution);
            if (member.CanBeNull || member.IsOptional)
                writer.Close();
            writer.Line("report.Leave();");
        }

        foreach (var validator in validators)
        {
            writer.Open();
            writer.Line("var state = call;");
            var arguments = new BindingEmitter(writer, "call.Http", constraints, null).Emit(validator.Parameters);
            writer.Line($"{(validator.Awaited ? "await " : "")}{validator.Method}({string.Join(", ", arguments)});");
            writer.Close();
        }

        writer.Close();
    }

    private static string Enter(MemberModel member) => member.JsonName is { } exact
        ? $"report.EnterExact({Literals.Text(exact)}{Secret(member)});" : $"report.Enter({Literals.Text(member.Name)}{Secret(member)});";

    private static string Secret(MemberModel member) => member.IsSecret ? ", secret: true" : "";
}
