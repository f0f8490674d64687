using Rondo.Api;

namespace Rondo.Nats;

/// <summary>
/// The names of the stream of all topics with the same <see cref="TopicOptions"/>: a stream has one limit of messages per subject, and
/// one age.
/// </summary>
internal sealed class StreamNames(string prefix, TopicOptions options)
{
    private readonly string _kind = $"{options.History}-{(long)options.HistoryAge.TotalMilliseconds}";

    internal string Stream => $"{prefix}-history-{_kind}";

    /// <summary>The subjects that are published to.</summary>
    internal string Subjects => Subject(">");

    /// <summary>The subjects to which the server sends each message on, with its sequence: those of topics without a history.</summary>
    internal string Topics => TopicSubject(prefix, ">");

    internal string Subject(string topic) => $"{prefix}.history.{_kind}.{topic}";

    internal static string TopicSubject(string prefix, string topic) => $"{prefix}.topic.{topic}";
}
