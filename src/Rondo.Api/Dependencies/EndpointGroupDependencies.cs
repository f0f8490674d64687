using Rondo.Api.Runtime;

namespace Rondo.Api.Dependencies;

/// <summary>All guards of an endpoint, the app's included: metadata for the docs, and the sign that they run.</summary>
internal sealed record EndpointGuards(IReadOnlyList<Guard> Guards);
