namespace Rondo.Jobs;

/// <summary>The jobs of an app at a moment.</summary>
/// <param name="Queues">The queues, by name.</param>
/// <param name="Schedules">The schedules of this process, by name.</param>
/// <param name="Jobs">The jobs, the newest first.</param>
public sealed record JobOverview(IReadOnlyList<QueueInfo> Queues, IReadOnlyList<ScheduleInfo> Schedules, IReadOnlyList<JobInfo> Jobs);
