using System.Text.Json.Serialization;

namespace Rondo.Jobs;

/// <summary>Names the states of a job.</summary>
[JsonConverter(typeof(JobStateConverter))]
public enum JobState
{
    /// <summary>The job waits for its time: it was enqueued with a delay, or an attempt failed.</summary>
    Scheduled,

    /// <summary>The job may run.</summary>
    Available,

    /// <summary>The job runs.</summary>
    Running,

    /// <summary>The job has succeeded.</summary>
    Done,

    /// <summary>The job has failed in each of its attempts.</summary>
    Dead,

    /// <summary>The job was cancelled.</summary>
    Cancelled,
}
