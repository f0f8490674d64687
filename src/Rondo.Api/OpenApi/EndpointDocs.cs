using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Rondo.Api.Dependencies;
using Rondo.Api.Runtime;

namespace Rondo.Api.OpenApi;

/// <summary>One endpoint, with everything that its groups and dependencies add.</summary>
internal sealed class EndpointDocs
{
    internal EndpointDocs(RouteEndpoint endpoint, EndpointDescription description, string method)
    {
        (Endpoint, Description, Method) = (endpoint, description, method);
        var guards = EndpointDescription.Closure(EndpointGroupDependencies.DescriptionsOf(endpoint.Metadata)).ToList();
        var route = endpoint.RoutePattern.Parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.Name,
            StringComparer.OrdinalIgnoreCase);
        Inputs = [.. description.AllInputs().Concat(guards.SelectMany(static guard => guard.Inputs))
            .Select(input => input switch
            {
                { Inferred: true } when route.TryGetValue(input.Name, out var name) => input with { In = InputLocation.Path, Name = name },
                { In: InputLocation.Path } when route.TryGetValue(input.Name, out var name) => input with { Name = name },
                _ => input,
            })
            .DistinctBy(static input => (input.In, input.Name))];
        var dependencies = EndpointDescription.Closure(description.Dependencies).Concat(guards).ToList();
        Errors = [.. description.Errors.Concat(dependencies.SelectMany(static dependency => dependency.Errors)).Distinct()];
        ErrorStatuses = [.. description.ErrorStatuses.Concat(dependencies.SelectMany(static dependency => dependency.ErrorStatuses))
            .Distinct().Order()];
        ReadsForm = description.ReadsForm || dependencies.Exists(static dependency => dependency.ReadsForm);
        Produces = [.. endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()];
        Types = [.. TypesOf().Distinct()];
        Path = PathTemplate.Of(endpoint.RoutePattern, MayLack).First();
        OperationId = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? IdAt(Path);
    }

    internal RouteEndpoint Endpoint { get; }

    internal EndpointDescription Description { get; }

    internal string Method { get; }

    /// <summary>The whole path of the route.</summary>
    internal PathTemplate Path { get; }

    /// <summary>The name given with <c>WithName</c>; otherwise method and path.</summary>
    internal string OperationId { get; }

    internal bool IsNamedByPath => Endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is null;

    internal IReadOnlyList<InputDescription> Inputs { get; }

    internal IReadOnlyList<Type> Errors { get; }

    /// <summary>Statuses of errors that have no class of their own.</summary>
    internal IReadOnlyList<int> ErrorStatuses { get; }

    internal bool ReadsForm { get; }

    /// <summary>Whether it reads a body of a kind that it names.</summary>
    internal bool ReadsBody => ReadsForm
        || Inputs.Any(static input => input.In is InputLocation.Body or InputLocation.Form && !IsRaw(input));

    /// <summary>Whether it reads the body as the client sends it.</summary>
    internal bool ReadsRaw => Inputs.Any(IsRaw);

    /// <summary>
    /// Whether it reads the parts of a form as they come. A malformed part shows while the handler reads, and is a bad request.
    /// </summary>
    internal bool ReadsUpload => Inputs.Any(IsUpload);

    /// <summary>Whether a request may be refused for what it holds.</summary>
    internal bool CanBeInvalid => (ReadsBody && !ReadsUpload) || Inputs.Any(input => !IsRaw(input) && CanFail(input));

    /// <summary>The metadata of result types and conventions.</summary>
    internal IReadOnlyList<IProducesResponseTypeMetadata> Produces { get; }

    /// <summary>The types whose schemas come from JSON.</summary>
    internal IReadOnlyList<Type> Types { get; }

    internal int Status => Endpoint.Metadata.GetMetadata<StatusAttribute>()?.Status ?? Description.Output.Status;

    internal static bool IsRaw(InputDescription input) => input.Type == typeof(Stream) || IsUpload(input);

    internal static bool IsUpload(InputDescription input) => input.Type == typeof(UploadPart);

    internal static EndpointDocs? Of(ApiDescription description) => description.Properties.TryGetValue(typeof(EndpointDocs), out var docs)
        ? docs as EndpointDocs : null;

    /// <summary>Whether the path may end before the parameter: routing allows it, and the handler is content without it.</summary>
    internal bool MayLack(RoutePatternParameterPart part) => Endpoint.RoutePattern.Defaults.ContainsKey(part.Name)
        || ((part.IsOptional || part.IsCatchAll)
            && !Inputs.Any(input => input is { In: InputLocation.Path, Required: true } && input.Name == part.Name));

    internal string IdAt(PathTemplate path) => OperationIds.Of(Description.Output.Kind == OutputKind.Socket ? "connect" : Method, path);

    private bool CanFail(InputDescription input) => input.Constraints.Count > 0 || !IsText(input)
        || (input.Required && !(input.In == InputLocation.Path
            && Endpoint.RoutePattern.GetParameter(input.Name) is { IsOptional: false, IsCatchAll: false }));

    /// <summary>Whether any text will do.</summary>
    private static bool IsText(InputDescription input) => input.Type == typeof(string)
        || (input.Many && (input.Type == typeof(string[]) || input.Type.GenericTypeArguments is [var item] && item == typeof(string)));

    private IEnumerable<Type> TypesOf()
    {
        foreach (var input in Inputs.Where(static input => input.In == InputLocation.Body && !IsRaw(input)))
            yield return input.Type;
        if (Description.Output is { Kind: OutputKind.Json or OutputKind.Stream or OutputKind.Events, Type: { } output })
            yield return output;
        if (Description.Socket is { } socket)
        {
            yield return socket.Incoming;
            yield return socket.Outgoing;
        }

        foreach (var produced in Produces)
        {
            if (produced.Type is { } type && type != typeof(void) && type != typeof(Microsoft.AspNetCore.Mvc.ProblemDetails)
                && !typeof(Microsoft.AspNetCore.Http.IResult).IsAssignableFrom(type))
                yield return type;
        }
    }
}
