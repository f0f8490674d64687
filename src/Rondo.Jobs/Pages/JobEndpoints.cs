using Microsoft.AspNetCore.Http;
using Rondo.Api;

namespace Rondo.Jobs.Pages;

/// <summary>Jobs, for people and programs that look after them.</summary>
internal static class JobEndpoints
{
    /// <summary>Queues, schedules and jobs, as JSON or as a page.</summary>
    [Get("")]
    internal static async Task<JobAnswer<JobOverview>> ListAsync(JobFilter filter, JobQueue jobs, HttpRequest request)
    {
        var overview = await jobs.GetOverviewAsync(filter);
        return new JobAnswer<JobOverview>(overview, () => JobPage.OfOverview(overview, filter, request));
    }

    /// <summary>A job, with its payload and the stack of its last error.</summary>
    [Get("/{id}")]
    internal static async Task<JobAnswer<JobInfo>> FindAsync(long id, JobQueue jobs, HttpRequest request)
    {
        var job = await FindAsync(id, jobs);
        return new JobAnswer<JobInfo>(job, () => JobPage.OfJob(job, request));
    }

    /// <summary>Runs a job again that is dead or was cancelled, with all of its attempts.</summary>
    [Post("/{id}/retry")]
    internal static async Task<JobAnswer<JobInfo>> RetryAsync(long id, JobQueue jobs, HttpRequest request)
    {
        var isDone = await jobs.RetryAsync(id);
        return Changed(await FindAsync(id, jobs), isDone, "Dead and cancelled jobs can run again.", request);
    }

    /// <summary>Cancels a job. One that runs is cancelled at its next wait.</summary>
    [Post("/{id}/cancel")]
    internal static async Task<JobAnswer<JobInfo>> CancelAsync(long id, JobQueue jobs, HttpRequest request)
    {
        var isDone = await jobs.CancelAsync(id);
        return Changed(await FindAsync(id, jobs), isDone, "Jobs that wait or run can be cancelled.", request);
    }

    private static async Task<JobInfo> FindAsync(long id, JobQueue jobs) =>
        await jobs.FindAsync(id) ?? throw new NotFound($"There is no job {id}.");

    private static JobAnswer<JobInfo> Changed(JobInfo job, bool isDone, string rule, HttpRequest request) => isDone
        ? new JobAnswer<JobInfo>(job, () => JobPage.OfJob(job, request), Location: $"../{job.Id}")
        : throw new Conflict($"The job {job.Id} is {JobPage.Text(job.State)}. {rule}");
}
