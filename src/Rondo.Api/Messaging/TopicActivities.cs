using System.Diagnostics;

namespace Rondo.Api.Messaging;

/// <summary>The activities of topics: a message carries the one that published it to its receivers, in other processes too.</summary>
/// <remarks>
/// No activity is started for a delivery by itself: one message may reach thousands of WebSockets. Names have no topic in them, because
/// there is one for each room or user.
/// </remarks>
internal static class TopicActivities
{
    private static readonly ActivitySource s_source = new("Rondo.Api.Topics");

    /// <summary>Starts the activity of a publish; null without a listener.</summary>
    internal static Activity? StartSend(string topic) =>
        s_source.HasListeners() ? Tag(s_source.StartActivity("send", ActivityKind.Producer), "send", topic, null) : null;

    /// <summary>Returns what a message carries. Without a listener it carries nothing, and has no header.</summary>
    internal static ActivityContext Trace() => s_source.HasListeners() && Activity.Current is { } current ? current.Context : default;

    /// <summary>Starts the activity of processing a message; null without a listener.</summary>
    internal static Activity? StartProcess(Envelope message) => s_source.HasListeners()
        ? Tag(s_source.StartActivity("process", ActivityKind.Consumer, message.Trace), "process", message.Topic, message.Id)
        : null;

    private static Activity? Tag(Activity? activity, string operation, string topic, string? id) => activity?
        .SetTag("messaging.system", "rondo")
        .SetTag("messaging.operation.type", operation)
        .SetTag("messaging.operation.name", operation)
        .SetTag("messaging.destination.name", topic)
        .SetTag("messaging.message.id", id);
}
