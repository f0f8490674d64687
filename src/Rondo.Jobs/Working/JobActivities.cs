using System.Diagnostics;
using Rondo.Jobs.Definitions;
using Rondo.Jobs.Storage;

namespace Rondo.Jobs.Working;

/// <summary>The activities of jobs. An attempt continues the trace that enqueued its job, which is stored with the job.</summary>
/// <remarks>A link instead of a parent was rejected: a trace would end where most of a request's work begins.</remarks>
internal static class JobActivities
{
    private static readonly ActivitySource s_source = new("Rondo.Jobs");

    /// <summary>Starts the activity of an enqueue; null without a listener.</summary>
    internal static Activity? StartSend(JobDefinition job, string queue) => s_source.HasListeners()
        ? Tag(s_source.StartActivity($"send {job.Name}", ActivityKind.Producer), "send", job.Name, queue)
        : null;

    /// <summary>Starts the activity of an attempt; null without a listener. The activity of the worker is its parent in no case.</summary>
    internal static Activity? StartProcess(JobRow row)
    {
        Activity.Current = null;
        if (!s_source.HasListeners())
            return null;
        ActivityContext.TryParse(row.TraceParent, row.TraceState, isRemote: true, out var parent);
        var activity = Tag(s_source.StartActivity($"process {row.Name}", ActivityKind.Consumer, parent), "process", row.Name, row.Queue);
        return activity?.SetTag("messaging.message.id", row.Id).SetTag("rondo.job.attempt", row.Attempt);
    }

    /// <summary>Hides the worker's own statements: they belong to no request, and would be a trace each.</summary>
    /// <remarks>An activity that is not sampled leaves its children out, those of Npgsql too.</remarks>
    internal static Activity StartHidden()
    {
        Activity.Current = null;
        return new Activity("Rondo.Jobs.Worker").SetIdFormat(ActivityIdFormat.W3C).Start();
    }

    private static Activity? Tag(Activity? activity, string operation, string name, string queue) => activity?
        .SetTag("messaging.system", "rondo")
        .SetTag("messaging.operation.type", operation)
        .SetTag("messaging.operation.name", operation)
        .SetTag("messaging.destination.name", queue)
        .SetTag("rondo.job.name", name);
}
