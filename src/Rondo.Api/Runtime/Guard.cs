using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>A dependency of a group or of the app: run for its effect before each of the handlers.</summary>
/// <param name="Description">For the docs.</param>
/// <param name="RunAsync">Resolves it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record Guard(DependencyDescription Description, Func<Call, ValueTask> RunAsync);

/// <summary>All guards of an endpoint, the app's included: metadata for the docs.</summary>
internal sealed record EndpointGuards(IReadOnlyList<Guard> Guards);
