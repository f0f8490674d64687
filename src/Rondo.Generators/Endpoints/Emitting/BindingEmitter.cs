using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes how parameters get their values.</summary>
internal sealed class BindingEmitter(BindingScope scope)
{
    private readonly TextEmitter _text = new(scope);
    private readonly JsonEmitter _json = new(scope);

    internal static bool NeedsCall(IEnumerable<ParameterModel> parameters, Resolution resolution) => parameters.Any(
        parameter => parameter.Source is DependencySource || resolution.IsAsync(parameter.Source.Inside)
            || NeedsCall(parameter.Members, resolution));

    internal static bool NeedsReport(IEnumerable<ParameterModel> parameters) =>
        parameters.Any(static parameter => parameter.Source.CanBeWrong);

    internal static bool NeedsAwait(IEnumerable<ParameterModel> parameters, Resolution resolution) => NeedsCall(parameters, resolution)
        || parameters.Flatten().Any(static parameter => parameter.Source is BodySource || parameter.Source.IsForm);

    /// <summary>Writes the bindings, and the expressions of the arguments in order. Dependencies come first, the body last.</summary>
    internal (string Statements, string Arguments) Emit(EquatableArray<ParameterModel> parameters)
    {
        var arguments = new string[parameters.Count];
        var statements = new List<string>();
        if (parameters.Any(static parameter => parameter.Source.IsForm))
            statements.Add($"var form = await global::Rondo.Api.Runtime.Bind.FormAsync({scope.Http}, report);");
        foreach (var (parameter, i) in parameters.Select(static (parameter, i) => (parameter, i))
            .OrderBy(static each => Order(each.parameter.Source)))
        {
            var bound = Bind(parameter, $"a{i}");
            statements.Add(bound.Statements);
            arguments[i] = bound.Expression;
        }

        return (Code.Lines(statements), string.Join(", ", arguments));
    }

    private static int Order(ParameterSource source) => source switch
    {
        DependencySource => 0,
        BodySource => 2,
        _ => 1,
    };

    private BoundValue Bind(ParameterModel parameter, string variable) => parameter.Source switch
    {
        ContextSource source => BoundValue.Of(Context(source)),
        PayloadSource => BoundValue.Of("payload"),
        { IsSession: true } => BoundValue.Of("session"),
        ServiceSource source => BoundValue.Of(Service(parameter, source)),
        DependencySource source => new(
            $"var {variable} = await call.ResolveAsync(global::Rondo.Api.Generated.Dependencies.{Symbols.Identifier(source.Method)});",
            variable),
        BodySource source => _json.Body(parameter, source, variable),
        LinesSource source => BoundValue.Of(_json.Lines(parameter, source, variable)),
        ObjectSource source => Object(parameter, source, variable),
        FileSource => File(parameter, variable),
        FilesSource => BoundValue.Of("form?.Files ?? new global::Microsoft.AspNetCore.Http.FormFileCollection()"),
        WholeFormSource => BoundValue.Of("form ?? global::Microsoft.AspNetCore.Http.FormCollection.Empty"),
        FileListSource source => BoundValue.Of(
            $"global::System.Linq.Enumerable.{(source.IsArray ? "ToArray" : "ToList")}"
                + $"(form?.Files.GetFiles({Literals.Text(parameter.Wire)}) ?? [])"),
        TextSource source => _text.Text(parameter, source, variable),
        var unknown => throw new InvalidOperationException($"The generator cannot bind a {unknown.GetType().Name}: please report this."),
    };

    private string Context(ContextSource source) => source.Expression switch
    {
        "http" => scope.Http,
        ContextSource.Services => scope.Services,
        ContextSource.Cancellation when scope.IsOfCall => "call.Cancellation",
        var expression => expression.Replace("http.", scope.Http + ".").Replace("(http)", $"({scope.Http})"),
    };

    private string Service(ParameterModel parameter, ServiceSource source)
    {
        var type = parameter.PlainType;
        if (source.Key is { } key)
            return "global::Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions."
                + $"{(parameter.Optional ? "GetKeyedService" : "GetRequiredKeyedService")}<{type}>({scope.Services}, {key})";
        if (parameter.Optional)
            return $"state.OptionalService<{type}>({scope.Http})";
        scope.Startup.Add($"state.RequireService<{type}>({Literals.Text(parameter.Name)});");
        return $"state.Service<{type}>({scope.Http})";
    }

    private static BoundValue File(ParameterModel parameter, string variable)
    {
        var wire = Literals.Text(parameter.Wire);
        var missing = parameter.Optional ? ""
            : $"if ({variable} is null) report.Missing(global::Rondo.Api.InputLocation.Form, {wire});";
        return new BoundValue(Code.Lines($"var {variable} = form?.Files[{wire}];", missing), variable + "!");
    }

    private BoundValue Object(ParameterModel parameter, ObjectSource source, string variable)
    {
        scope.RefuseService(parameter);
        var members = source.Members.Select((member, i) => (Member: member,
            Bound: Bind(OnItsOwn(member, $"{variable}_defaults"), $"{variable}_{i}"))).ToList();
        var constructor = string.Join(", ", members.Where(static each => each.Member.ByConstructor)
            .Select(static each => each.Bound.Expression));
        var initializer = Braces(members.Where(static each => !each.Member.ByConstructor)
            .Select(static each => $"{Symbols.Escaped(each.Member.Parameter.Name)} = {each.Bound.Expression}"));
        return new BoundValue(Code.Of($$"""
            var {{variable}}_before = report.Count;
            {{Defaults(parameter, source, variable)}}
            {{Code.Lines(members.Select(static each => each.Bound.Statements))}}
            {{parameter.Type}} {{variable}} = default!;
            if (report.Count == {{variable}}_before)
            {
                {{variable}} = new {{parameter.PlainType}}({{constructor}}){{initializer}};
                {{Code.Lines(source.Members.Select(member => CheckWithOwner(member.Parameter, variable)))}}
                {{Whole(source, variable)}}
            }
            """), variable);
    }

    /// <summary>An object that is made without values, whose members have the defaults that no constant tells.</summary>
    private static string Defaults(ParameterModel parameter, ObjectSource source, string variable) =>
        source.Members.Any(static member => member.Computed)
        ? $"var {variable}_defaults = new {parameter.PlainType}()"
            + Braces(source.Members.Where(static member => member.Required)
                .Select(static member => $"{Symbols.Escaped(member.Parameter.Name)} = default!")) + ";"
        : "";

    private string Whole(ObjectSource source, string variable) =>
        source.ChecksWhole || scope.Functions?.IsAsync(source.Shape) == true
        ? _json.Members(source.Shape, variable, source.IsForm ? "Form" : "Query") : "";

    /// <summary>A member without the constraints that have to see its owner, which is not made yet.</summary>
    private static ParameterModel OnItsOwn(ObjectMemberModel member, string defaults) => member.Parameter with
    {
        Default = member.Computed ? $"{defaults}.{Symbols.Escaped(member.Parameter.Name)}" : member.Parameter.Default,
        Checks = member.Parameter.Checks.Where(static check => !check.NeedsOwner).ToEquatable(),
    };

    private string CheckWithOwner(ParameterModel member, string owner)
    {
        var location = member.Source is TextSource { Place: var place } ? place.ToString() : member.Source.IsForm ? "Form" : "Query";
        return Code.Lines(member.Checks.Where(static check => check.NeedsOwner).Select(check =>
            $"report.Ask(global::Rondo.Api.InputLocation.{location}, {Literals.Text(member.Wire)}, "
                + $"{scope.Constraints.FieldOf(check)}, {owner}.{Symbols.Escaped(member.Name)}, {owner}, "
                + $"{Literals.Text(member.Name)}{TextEmitter.Secret(member)});"));
    }

    private static string Braces(IEnumerable<string> assignments) =>
        string.Join(", ", assignments) is { Length: > 0 } list ? $" {{ {list} }}" : "";
}
