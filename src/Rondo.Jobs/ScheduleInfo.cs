namespace Rondo.Jobs;

/// <summary>A schedule.</summary>
/// <param name="Name">The name.</param>
/// <param name="Cron">The cron expression.</param>
/// <param name="TimeZone">The id of the time zone.</param>
/// <param name="Queue">The queue of its jobs.</param>
/// <param name="NextAt">The next time, which is stored; null: there is none, or it runs now.</param>
/// <param name="JobId">The id of the job that waits for that time or runs; null: there is none.</param>
public sealed record ScheduleInfo(string Name, string Cron, string TimeZone, string Queue, DateTimeOffset? NextAt, long? JobId);
