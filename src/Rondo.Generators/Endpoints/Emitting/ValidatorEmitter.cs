using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes one class with the checks of every type that inputs are made of.</summary>
internal sealed class ValidatorEmitter(IReadOnlyList<ValidatorModel> validators, Resolution resolution)
{
    private const string Report = "global::Rondo.Api.ErrorReport report";

    private readonly Constraints _constraints = new();

    internal static string Emit(IReadOnlyList<TypeModel> types, IReadOnlyList<ValidatorModel> validators, Resolution resolution)
    {
        var emitter = new ValidatorEmitter(validators, resolution);
        var members = Code.Lines(types.Select(emitter.Members));
        return Code.File($$"""
            {{EndpointEmitter.Reporting}}

            namespace Rondo.Api.Generated;

            {{EndpointEmitter.Suppression}}
            internal static class Validators
            {
                {{members}}
                {{emitter._constraints.Declare()}}
            }
            """);
    }

    /// <summary>Goes from a value to the values inside that are validated.</summary>
    internal static string Shape(ShapeModel shape, string value, bool asynchronously, Resolution? resolution)
    {
        if (shape.Kind == ShapeKind.Object)
            return !asynchronously ? $"global::Rondo.Api.Generated.Validators.V_{shape.Key}({value}, report);"
                : resolution!.AsyncKeys.Contains(shape.Key)
                ? $"await global::Rondo.Api.Generated.Validators.F_{shape.Key}({value}, report, call);" : "";
        if ((asynchronously && !resolution!.IsAsync(shape)) || !shape.HasObject)
            return "";
        var item = "i" + Symbols.Hash(value).ToString("x4", CultureInfo.InvariantCulture);
        var element = shape.Kind == ShapeKind.List ? item : $"{item}.Value";
        var inside = Shape(shape.Element!, shape.ElementIsNullableValue ? element + ".Value" : element, asynchronously, resolution);
        // In a block: constraints and functions are asked in turn, with the same names.
        return Code.Of($$"""
            {
                var n{{item}} = 0;
                {{(shape.CanBeDefault ? $"if (!{value}.IsDefault) " : "")}}foreach (var {{item}} in {{value}})
                {
                    {{(shape.Kind == ShapeKind.List ? $"report.Enter(n{item}++);" : $"report.EnterExact({item}.Key.ToString()!);")}}
                    {{(shape.ElementCanBeNull ? When($"{element} is not null", inside) : inside)}}
                    report.Leave();
                }
            }
            """);
    }

    private string Members(TypeModel type)
    {
        var shape = ShapeEmitter.Type(type);
        return type.Items is not null ? shape
            : Code.Lines(shape, Type(type), resolution.AsyncKeys.Contains(type.Key) ? Functions(type) : "");
    }

    private string Type(TypeModel type)
    {
        var members = type.Members.Where(static member => member.IsChecked).ToList();
        var whole = Code.Of($$"""
            internal static void V_{{type.Key}}({{type.Type}} value, {{Report}})
            {
                {{Code.Lines(type.Derived.Select(static derived =>
                    $"if (value is {derived.Type} d_{derived.Key}) {{ V_{derived.Key}(d_{derived.Key}, report); return; }}"))}}
                {{(type.Checks.Count > 0 || type.ValidatesItself ? "var before = report.Count;" : "")}}
                {{Code.Lines(members.Select(member => Visit(type, member)))}}
                {{Code.Lines(type.Checks.Select(check =>
                    $"if (report.Count == before) report.Ask({_constraints.FieldOf(check)}, value, value, \"\");"))}}
                {{(type.ValidatesItself ? "if (report.Count == before) report.AskItself(value);" : "")}}
            }
            """);
        List<string> methods = [whole, .. members.Select(member => Member(type, member))];
        if (members.Count > 0)
            methods.Add(ByName(type, members));
        return Code.Members(methods);
    }

    private static string Visit(TypeModel type, MemberModel member) => Code.Of($$"""
        {{Enter(member)}}
        V_{{type.Key}}_{{member.Name}}(value.{{Symbols.Escaped(member.Name)}}, report, value);
        report.Leave();
        """);

    private string Member(TypeModel type, MemberModel member)
    {
        var value = member.IsNullableValue ? "value.Value" : "value";
        var parameters = $"{member.Type} {(member.IsOptional ? "optional" : "value")}, {Report}, object? owner";
        return Code.Of($$"""
            private static void V_{{type.Key}}_{{member.Name}}({{parameters}})
            {
                {{(member.IsOptional ? "if (!optional.HasValue) return;\nvar value = optional.Value;" : "")}}
                {{(member.RefusesNull ? "if (value is null) { report.FailNull(); return; }" : "")}}
                {{(member.CanBeNull ? PassNull(member) : "")}}
                {{Code.Lines(member.Checks.Select(check => Check(member, check, value)))}}
                {{(member.Shape is { } shape ? Shape(shape, value, asynchronously: false, null) : "")}}
            }
            """);
    }

    private string PassNull(MemberModel member) => Code.Lines(
        member.Checks.Where(static check => check.IsRequired)
            .Select(check => $"if (value is null) {{ report.Fail({_constraints.FieldOf(check)}, null); return; }}")
            .Append("if (value is null) return;"));

    private string Check(MemberModel member, CheckModel check, string value)
    {
        var field = _constraints.FieldOf(check);
        return check.NeedsContext ? $"report.Ask({field}, {value}, owner, {Literals.Text(member.Name)});"
            : check.Fails == "false" ? ""
            : $"if ({_constraints.Breaks(check, value)}) report.Fail({field}, {value});";
    }

    /// <summary>The members by their names, for values that are validated while they are read.</summary>
    private static string ByName(TypeModel type, List<MemberModel> members) => Code.Of($$"""
        private static void M_{{type.Key}}(string member, object? value, {{Report}})
        {
            switch (member)
            {
                {{Code.Lines(members.Select(member => $"case {Literals.Text(member.Name)}: "
                    + $"V_{type.Key}_{member.Name}(({member.Type})value!, report, null); break;"))}}
            }
        }
        """);

    /// <summary>The validator functions, for the value and for those inside.</summary>
    private string Functions(TypeModel type)
    {
        var derived = type.Derived.Where(each => resolution.AsyncKeys.Contains(each.Key)).Select(static each =>
            $"if (subject is {each.Type} d_{each.Key}) {{ await F_{each.Key}(d_{each.Key}, report, call); return; }}");
        var parameters = $"{type.Type} subject, {Report}, global::Rondo.Api.Runtime.DependencyResolver call";
        return "\n" + Code.Of($$"""
            internal static async global::System.Threading.Tasks.ValueTask F_{{type.Key}}({{parameters}})
            {
                {{Code.Lines(derived)}}
                {{Code.Lines(type.Members.Where(member => resolution.IsAsync(member.Shape)).Select(Inside))}}
                {{Code.Lines(validators.Where(validator => validator.Type == type.Type).Select(Call))}}
            }
            """);
    }

    /// <summary>Goes to a member whose value has functions inside.</summary>
    private string Inside(MemberModel member)
    {
        var name = $"subject.{Symbols.Escaped(member.Name)}";
        var value = name + (member.IsOptional ? ".Value" : "");
        var inside = Shape(member.Shape!, value + (member.IsNullableValue ? ".Value" : ""), asynchronously: true, resolution);
        return Code.Lines(
            Enter(member),
            member.IsOptional ? When($"{name}.HasValue && {value} is not null", inside)
                : member.CanBeNull ? When($"{value} is not null", inside) : inside,
            "report.Leave();");
    }

    private string Call(ValidatorModel validator)
    {
        var (statements, arguments) = new BindingEmitter(BindingScope.OfCall(_constraints, null)).Emit(validator.Parameters);
        return Code.Of($$"""
            {
                var state = call;
                {{statements}}
                {{(validator.Awaited ? "await " : "")}}{{validator.Method}}({{arguments}});
            }
            """);
    }

    private static string When(string condition, string statements) => Code.Of($$"""
        if ({{condition}})
        {
            {{statements}}
        }
        """);

    private static string Enter(MemberModel member) => member.JsonName is { } exact
        ? $"report.EnterExact({Literals.Text(exact)}{Secret(member)});" : $"report.Enter({Literals.Text(member.Name)}{Secret(member)});";

    private static string Secret(MemberModel member) => member.IsSecret ? ", secret: true" : "";
}
