namespace Kitchen;

/// <summary>The command line's choices.</summary>
/// <param name="Urls">Where to listen; several are separated by semicolons.</param>
/// <param name="Loops">The number of event loops.</param>
/// <param name="Driver">The I/O driver, or null for the best that works here.</param>
/// <param name="Server">The server.</param>
/// <param name="Upstream">The base URL that the aggregator calls, or null for this very program.</param>
/// <param name="Certificate">A certificate with its key (.pfx) for https urls.</param>
public sealed record KitchenOptions(string Urls, int Loops, string? Driver, ServerChoice Server, Uri? Upstream, FileInfo? Certificate);
