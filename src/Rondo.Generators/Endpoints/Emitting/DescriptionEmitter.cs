using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>Writes what the docs need to know.</summary>
internal static class DescriptionEmitter
{
    internal static string Inputs(IEnumerable<ParameterModel> parameters, List<string> constraints, string[]? formTypes = null)
    {
        var inputs = parameters.SelectMany(Flatten).Select(parameter => Input(parameter, constraints))
            .Where(static text => text is not null);
        return $"new global::Rondo.Api.Runtime.InputDescription[] {{ {string.Join(", ", inputs)} }}";
    }

    internal static string Dependencies(IEnumerable<ParameterModel> parameters)
    {
        var names = parameters.SelectMany(Flatten).Where(static parameter => parameter.Origin == Origin.Dependency)
            .Select(static parameter => $"global::Rondo.Api.Generated.Dependencies.{Symbols.Identifier(parameter.DependsOn)}.Description")
            .Distinct();
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
        parameters.Any(static each => each.IsUpload || BindingEmitter.IsForm(each))
        ? ", ReadsForm = true" : "";

    private static IEnumerable<ParameterModel> Flatten(ParameterModel parameter) => parameter.Origin == Origin.Object
        ? parameter.Members.SelectMany(Flatten) : [parameter];

    private static bool IsChecked(ParameterModel parameter, Resolution resolution) =>
        parameter.Origin == Origin.Object
            && (parameter.ChecksWhole || resolution.IsAsync(parameter.Shape)
            || parameter.Members.Any(member => IsChecked(member, resolution)));

    private static string? Input(ParameterModel parameter, List<string> constraints)
    {
        var location = parameter.Origin switch
        {
            Origin.Route => "Path",
            Origin.Query => "Query",
            Origin.Header => "Header",
            Origin.Cookie => "Cookie",
            Origin.Form or Origin.File or Origin.Files or Origin.FileList => "Form",
            Origin.Body or Origin.Lines => "Body",
            Origin.Special when parameter.IsRaw => "Body",
            _ => null,
        };
        if (location is null)
            return null;
        var type = parameter.Origin == Origin.Lines ? parameter.SocketIn : parameter.IsUpload ? "global::Rondo.Api.UploadPart"
            : parameter.IsRaw ? "global::System.IO.Stream"
            : parameter.PlainType;
        var properties = new List<string>();
        if (parameter.ShownDefault is { } shown)
            properties.Add($"Default = {shown}");
        if (parameter.Description is { } description)
            properties.Add($"Description = {Literals.Text(description)}");
        if (parameter.Checks.Count > 0)
            properties.Add(
                $"Constraints = new global::System.ComponentModel.DataAnnotations.ValidationAttribute[] {{ "
                    + $"{string.Join(", ", parameter.Checks.Select(check => BindingEmitter.Constraint(constraints, check.Attribute)))} }}");
        if (parameter.Metadata.Count > 0)
            properties.Add($"Metadata = {Objects(parameter.Metadata)}");
        if (parameter.Origin == Origin.Body)
            properties.Add("ContentTypes = new string[] { \"application/json\" }");
        if (parameter.Origin == Origin.Lines)
            properties.Add("ContentTypes = new string[] { \"application/jsonl\", \"application/x-ndjson\" }");
        if (parameter.IsRaw)
            properties.Add(
                $"ContentTypes = new string[] {{ \"{(parameter.IsUpload ? "multipart/form-data" : "application/octet-stream")}\" }}");
        if (parameter.Nulls.Contains('?') && parameter.Origin is Origin.Body or Origin.Lines)
            properties.Add($"Nulls = {Literals.Text(parameter.Nulls)}");
        if (parameter.Collection != CollectionKind.None)
            properties.Add("Many = true");
        if (parameter is { Origin: Origin.Query, Inferred: true })
            properties.Add("Inferred = true");
        var required = (parameter.IsUpload || !parameter.IsRaw)
            && (!parameter.Optional || parameter.Checks.Any(static check => check.IsRequired));
        return $"new global::Rondo.Api.Runtime.InputDescription(global::Rondo.Api.InputLocation.{location}, "
            + $"{Literals.Text(parameter.IsRaw ? "" : parameter.Wire)}, typeof({type}), {(required ? "true" : "false")})"
            + $"{(properties.Count > 0 ? $" {{ {string.Join(", ", properties)} }}" : "")}";
    }
}
