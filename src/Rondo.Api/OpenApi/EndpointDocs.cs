using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Rondo.Api.Runtime;

namespace Rondo.Api;

/// <summary>One endpoint, with everything that its groups and dependencies add.</summary>
internal sealed class EndpointDocs
{
    internal EndpointDocs(RouteEndpoint endpoint, EndpointDescription description, string method)
    {
        (Endpoint, Description, Method) = (endpoint, description, method);
        var guards = EndpointDescription.Closure(endpoint.Metadata.GetMetadata<EndpointGuards>()?.Guards.Select(static guard => guard.Description) ?? []).ToList();
        var route = endpoint.RoutePattern.Parameters.ToDictionary(static parameter => parameter.Name, static parameter => parameter.Name, StringComparer.OrdinalIgnoreCase);
        Inputs = [.. description.AllInputs().Concat(guards.SelectMany(static guard => guard.Inputs))
            .Select(input => input switch
            {
                { Inferred: true } when route.TryGetValue(input.Name, out var name) => input with { In = InputLocation.Path, Name = name },
                { In: InputLocation.Path } when route.TryGetValue(input.Name, out var name) => input with { Name = name },
                _ => input,
            })
            .DistinctBy(static input => (input.In, input.Name))];
        Errors = [.. description.AllErrors().Concat(guards.SelectMany(static guard => guard.Errors)).Distinct()];
        Produces = [.. endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()];
        Types = [.. TypesOf().Distinct()];
    }

    internal RouteEndpoint Endpoint { get; }

    internal EndpointDescription Description { get; }

    internal string Method { get; }

    internal string OperationId { get; set; } = "";

    internal IReadOnlyList<InputDescription> Inputs { get; }

    internal IReadOnlyList<Type> Errors { get; }

    /// <summary>What result types and conventions say.</summary>
    internal IReadOnlyList<IProducesResponseTypeMetadata> Produces { get; }

    /// <summary>The types whose schemas come from JSON.</summary>
    internal IReadOnlyList<Type> Types { get; }

    internal int Status => Endpoint.Metadata.GetMetadata<StatusAttribute>()?.Status ?? Description.Output.Status;

    private IEnumerable<Type> TypesOf()
    {
        foreach (var input in Inputs.Where(static input => input.In == InputLocation.Body))
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
            if (produced.Type is { } type && type != typeof(void) && !typeof(Microsoft.AspNetCore.Http.IResult).IsAssignableFrom(type))
                yield return type;
        }
    }
}
