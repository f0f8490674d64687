namespace Rondo.Api;

/// <summary>A snapshot of the <see cref="Topics"/> of a process.</summary>
/// <param name="Subscriptions">Names and patterns that have receivers or a history.</param>
/// <param name="Receivers">Receivers.</param>
public sealed record TopicsStatistics(int Subscriptions, int Receivers);
