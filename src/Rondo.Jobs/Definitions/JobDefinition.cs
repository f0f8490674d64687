namespace Rondo.Jobs.Definitions;

/// <summary>A kind of job: its name, and how an attempt runs.</summary>
/// <param name="Name">The name.</param>
/// <param name="Options">The options.</param>
/// <param name="RunAsync">Runs an attempt.</param>
/// <param name="Schedule">The times at which it runs by itself; null: it is enqueued.</param>
internal sealed record JobDefinition(string Name, JobOptions Options, Func<JobScope, string, Task> RunAsync, CronSchedule? Schedule = null);
