using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Requests;

/// <summary>Decides what a cancelled request answers.</summary>
internal static class CutOffDecision
{
    extension(CutOff cutOff)
    {
        /// <summary>The status to answer.</summary>
        internal int Status => cutOff switch
        {
            CutOff.GatewayTimeout => StatusCodes.Status504GatewayTimeout,
            CutOff.ServiceUnavailable => StatusCodes.Status503ServiceUnavailable,
            _ => throw new ArgumentOutOfRangeException(nameof(cutOff), cutOff, "Only an answer has a status."),
        };
    }

    /// <summary>Returns the answer.</summary>
    /// <param name="kind">The kind of the cancellation.</param>
    /// <param name="hasStarted">Whether the response has started, so that another answer is too late.</param>
    /// <param name="canAbandon">
    /// Whether the rest of the response can be left out: the handler has ended, and the server is Rondo's HTTP/1.1.
    /// </param>
    internal static CutOff For(CancelKind kind, bool hasStarted, bool canAbandon) => kind switch
    {
        _ when hasStarted => canAbandon ? CutOff.Abandon : CutOff.Abort,
        CancelKind.Disconnected => CutOff.Abandon,
        CancelKind.Deadline => CutOff.GatewayTimeout,
        _ => CutOff.ServiceUnavailable,
    };
}
