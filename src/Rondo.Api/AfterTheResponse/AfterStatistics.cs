namespace Rondo.Api;

/// <summary>A snapshot of an app's work after responses.</summary>
/// <param name="Waiting">Accepted, and its response not sent yet.</param>
/// <param name="Running">Started and not ended.</param>
/// <param name="Completed">Ended well, since the start.</param>
/// <param name="Failed">Ended with an exception, since the start.</param>
/// <param name="Discarded">Dropped because its handler failed, since the start.</param>
/// <param name="CutOff">Cancelled by a shutdown, or abandoned, since the start.</param>
public sealed record AfterStatistics(int Waiting, int Running, long Completed, long Failed, long Discarded, long CutOff);
