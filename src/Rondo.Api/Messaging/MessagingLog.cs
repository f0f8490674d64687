using Microsoft.Extensions.Logging;

namespace Rondo.Api.Messaging;

/// <summary>The log of topics and presence, in the category <c>Rondo.Api.Topics</c>.</summary>
internal static partial class MessagingLog
{
    [LoggerMessage(1, LogLevel.Warning,
        "A message of the topic {Topic} was dropped: it is no JSON of {Type}. Publish and receive the topic with the same type")]
    internal static partial void Unreadable(ILogger logger, string topic, Type type, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Could not subscribe to the topic {Topic} at the broker; only messages of this process arrive")]
    internal static partial void NotSubscribed(ILogger logger, string topic, Exception exception);

    [LoggerMessage(3, LogLevel.Warning,
        "Could not unsubscribe from the topic {Topic} at the broker; its messages still arrive, and are ignored")]
    internal static partial void NotUnsubscribed(ILogger logger, string topic, Exception exception);
}
