using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Resolving;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>Writes what the docs need to know.</summary>
internal static class DescriptionEmitter
{
    internal static string Inputs(IEnumerable<ParameterModel> parameters, Constraints constraints)
    {
        var inputs = parameters.Flatten().Where(static parameter => parameter.Source.Location is not null)
            .Select(parameter => Input(parameter, constraints));
        return $"new global::Rondo.Api.Runtime.InputDescription[] {{ {string.Join(", ", inputs)} }}";
    }

    internal static string Dependencies(IEnumerable<ParameterModel> parameters)
    {
        var names = parameters.Needs()
            .Select(static method => $"global::Rondo.Api.Generated.Dependencies.{Symbols.Identifier(method)}.Description").Distinct();
        return $"new global::Rondo.Api.Runtime.DependencyDescription[] {{ {string.Join(", ", names)} }}";
    }

    /// <summary>The errors, with that of a parameter object whose check is not one of its members'.</summary>
    internal static string Errors(ErrorsModel errors, IEnumerable<ParameterModel> parameters, Resolution resolution)
    {
        var types = errors.Types.Concat(parameters.Any(parameter => IsChecked(parameter, resolution)) ? ["global::Rondo.Api.InvalidInput"]
            : []).Distinct();
        return $"Errors = new global::System.Type[] {{ {string.Join(", ", types.Select(static type => $"typeof({type})"))} }}"
            + (errors.Statuses.Count > 0 ? $", ErrorStatuses = new int[] {{ {string.Join(", ", errors.Statuses)} }}" : "");
    }

    internal static string Objects(EquatableArray<string> creations) => $"new object[] {{ {string.Join(", ", creations)} }}";

    /// <summary>The end of an initializer.</summary>
    internal static string Form(IEnumerable<ParameterModel> parameters) =>
        parameters.Any(static each => each.Source is UploadSource || each.Source.IsForm) ? ", ReadsForm = true" : "";

    private static bool IsChecked(ParameterModel parameter, Resolution resolution) => parameter.Source is ObjectSource source
        && (source.ChecksWhole || resolution.IsAsync(source.Shape) || parameter.Members.Any(member => IsChecked(member, resolution)));

    private static string Input(ParameterModel parameter, Constraints constraints)
    {
        var type = parameter.Source switch
        {
            LinesSource source => source.Json.Type,
            RawBodySource source => source.Type,
            _ => parameter.PlainType,
        };
        var (wire, isRequired) = parameter.Source switch
        {
            UploadSource => ("", parameter.IsRequired),
            RawBodySource => ("", false),
            _ => (parameter.Wire, parameter.IsRequired),
        };
        var properties = string.Join(", ", Properties(parameter, constraints).Where(static each => each.Length > 0));
        return $"new global::Rondo.Api.Runtime.InputDescription(global::Rondo.Api.InputLocation.{parameter.Source.Location}, "
            + $"{Literals.Text(wire)}, typeof({type}), {(isRequired ? "true" : "false")})"
            + (properties.Length > 0 ? $" {{ {properties} }}" : "");
    }

    private static IEnumerable<string> Properties(ParameterModel parameter, Constraints constraints)
    {
        if (parameter.ShownDefault is { } shown)
            yield return $"Default = {shown}";
        if (parameter.Description is { } description)
            yield return $"Description = {Literals.Text(description)}";
        if (parameter.Checks.Count > 0)
            yield return "Constraints = new global::System.ComponentModel.DataAnnotations.ValidationAttribute[] { "
                + $"{string.Join(", ", parameter.Checks.Select(constraints.FieldOf))} }}";
        if (parameter.Metadata.Count > 0)
            yield return $"Metadata = {Objects(parameter.Metadata)}";
        yield return parameter.Source switch
        {
            BodySource source => "ContentTypes = new string[] { \"application/json\" }" + Nulls(source.Nulls),
            LinesSource source =>
                "ContentTypes = new string[] { \"application/jsonl\", \"application/x-ndjson\" }" + Nulls(source.Nulls),
            RawBodySource source => $"ContentTypes = new string[] {{ \"{source.ContentType}\" }}",
            TextSource { Collection: not null, Place: TextPlace.Query } when parameter.Inferred => "Many = true, Inferred = true",
            TextSource { Collection: not null } => "Many = true",
            TextSource { Place: TextPlace.Query } when parameter.Inferred => "Inferred = true",
            _ => "",
        };
    }

    private static string Nulls(string marks) => marks.Contains('?') ? $", Nulls = {Literals.Text(marks)}" : "";
}
