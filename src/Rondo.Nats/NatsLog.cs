using Microsoft.Extensions.Logging;

namespace Rondo.Nats;

/// <summary>The log of the connection, in the category <c>Rondo.Nats</c>.</summary>
internal static partial class NatsLog
{
    [LoggerMessage(1, LogLevel.Warning,
        "The connection to NATS at {Servers} is lost: messages of other processes are missing until it is back. Connecting again")]
    internal static partial void Disconnected(ILogger logger, string servers);

    [LoggerMessage(2, LogLevel.Information, "The connection to NATS at {Servers} is back")]
    internal static partial void Reconnected(ILogger logger, string servers);

    [LoggerMessage(3, LogLevel.Error, "A message with the subject {Subject} could not be sent to NATS, and was dropped")]
    internal static partial void NotSent(ILogger logger, string subject, Exception exception);

    [LoggerMessage(4, LogLevel.Error, "NATS at {Servers} reports an error: {Error}")]
    internal static partial void ServerError(ILogger logger, string servers, string error);

    [LoggerMessage(5, LogLevel.Error,
        "A message of the topic {Topic} was dropped: its stream did not keep it. The answer of NATS: {Answer}")]
    internal static partial void NotKept(ILogger logger, string topic, string answer);

    [LoggerMessage(6, LogLevel.Warning,
        "The history of the topic {Topic} could not be read from NATS; its receivers continue with new messages, behind a gap")]
    internal static partial void NotRead(ILogger logger, string topic, Exception exception);
}
