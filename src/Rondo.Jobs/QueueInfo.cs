namespace Rondo.Jobs;

/// <summary>A queue, with its numbers of jobs.</summary>
/// <param name="Name">The name.</param>
/// <param name="Scheduled">Jobs that wait for their time.</param>
/// <param name="Available">Jobs that may run.</param>
/// <param name="Running">Jobs that run.</param>
/// <param name="Done">Jobs that have succeeded, as far as they are kept.</param>
/// <param name="Dead">Jobs that have failed in each of their attempts.</param>
/// <param name="Cancelled">Jobs that were cancelled, as far as they are kept.</param>
/// <param name="Concurrency">The largest number of jobs that run at the same time in each process.</param>
/// <param name="Rate">The largest number of attempts that begin within <paramref name="RatePeriod"/> in each process; 0: no limit.</param>
/// <param name="RatePeriod">The period of the rate.</param>
public sealed record QueueInfo(
    string Name, long Scheduled, long Available, long Running, long Done, long Dead, long Cancelled, int Concurrency,
    int Rate, TimeSpan RatePeriod);
