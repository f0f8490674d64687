using Microsoft.AspNetCore.Http;
using Rondo.Api.Runtime;

namespace Rondo.Api.Dependencies;

/// <summary>The dependencies of the groups and of the app: metadata of an endpoint for the docs, and the sign that they run.</summary>
internal sealed record EndpointGroupDependencies(IReadOnlyList<GroupDependency> All)
{
    /// <summary>Describes those of an endpoint.</summary>
    internal static IEnumerable<DependencyDescription> DescriptionsOf(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<EndpointGroupDependencies>()?.All.Select(static each => each.Description) ?? [];
}
