namespace Rondo.Jobs.Storage;

/// <summary>The attempts of a job that began within the period of its limit.</summary>
/// <param name="Now">The current time, in milliseconds.</param>
/// <param name="Count">Their number.</param>
/// <param name="First">The time of the first; null: there is none.</param>
internal sealed record StartsRow(long Now, long Count, long? First);
