using Microsoft.Extensions.Logging;

namespace Rondo.Server;

/// <summary>The log messages of the server.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "Rondo serves from {Loops} event loop(s) on the {Driver} driver: {Reason}.")]
    internal static partial void Started(ILogger logger, int loops, string driver, string reason);

    [LoggerMessage(2, LogLevel.Warning, "{Report}")]
    internal static partial void Stalled(ILogger logger, string report);

    [LoggerMessage(3, LogLevel.Error, "An exception escaped on loop {Loop}.")]
    internal static partial void Unhandled(ILogger logger, string loop, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "Could not accept a connection on {EndPoint}; still listening. {Message}")]
    internal static partial void AcceptFailed(ILogger logger, string endPoint, LogText message);

    [LoggerMessage(
        6, LogLevel.Warning,
        "Accepting on {EndPoint} pauses: nearly all descriptors are in use, and the rest is for the runtime and the app. "
            + "Raise the limit: ulimit -n, LimitNOFILE.")]
    internal static partial void DescriptorsAreScarce(ILogger logger, string endPoint);

    [LoggerMessage(
        7, LogLevel.Warning,
        "Accepting on {EndPoint} ends, and resets who still waits in the backlog: the server stops, and none of its "
            + "connections ends, so that no descriptor becomes free.")]
    internal static partial void BacklogIsGivenUp(ILogger logger, string endPoint);

    [LoggerMessage(
        8, LogLevel.Warning,
        "A request is answered with 503: the bodies that are being read have taken all {Limit} bytes of RondoServerOptions."
        + "MaxBufferedBodyBytes. Raise it, lower Kestrel's Limits.MaxRequestBodySize, or raise its Limits.MinRequestBodyDataRate.")]
    internal static partial void BodiesAreFull(ILogger logger, long limit);

    [LoggerMessage(5, LogLevel.Warning, "The request {Method} {Path} was cancelled: {Reason}.")]
    internal static partial void CutOff(ILogger logger, LogText method, LogText path, string reason);

    [LoggerMessage(
        9, LogLevel.Warning,
        "The request {Method} {Path} was answered with 504 after {Elapsed}: its handler ({Endpoint}) has not reacted to its "
            + "cancellation ({Reason}).{Where} Pass CancelScope.CurrentToken to the awaited call.")]
    internal static partial void AnsweredFor(
        ILogger logger, LogText method, LogText path, string elapsed, LogText endpoint, string reason, string where);

    [LoggerMessage(
        10, LogLevel.Warning,
        "The response to {Method} {Path} was broken off after {Elapsed}: its handler ({Endpoint}) has not reacted to its "
            + "cancellation ({Reason}).{Where} Pass CancelScope.CurrentToken to the awaited call.")]
    internal static partial void BrokenOff(
        ILogger logger, LogText method, LogText path, string elapsed, LogText endpoint, string reason, string where);

    [LoggerMessage(
        11, LogLevel.Error, "The handler of {Method} {Path} ({Endpoint}), whose request was answered at its deadline, failed later.")]
    internal static partial void FailedLater(ILogger logger, LogText method, LogText path, LogText endpoint, Exception exception);

    [LoggerMessage(
        12, LogLevel.Information, "The server stops and has waited {Elapsed} for {Open}. Those that remain in {Rest} are cancelled.")]
    internal static partial void StopWaits(ILogger logger, string elapsed, string open, string rest);

    [LoggerMessage(
        13, LogLevel.Warning, "The server stops and after {Elapsed} cancelled {Open}. Raise HostOptions.ShutdownTimeout to wait longer.")]
    internal static partial void StopCutOff(ILogger logger, string elapsed, string open);

    [LoggerMessage(
        14, LogLevel.Warning,
        "The server stops and after {Elapsed} still waits for the clean-up of {Open}. Pass CancelScope.CurrentToken to what they await.")]
    internal static partial void StopWaitsForIgnorant(ILogger logger, string elapsed, string open);

    [LoggerMessage(
        15, LogLevel.Error,
        "The problem of the {Status} that answers {Method} {Path} could not be written; the client gets the status alone.")]
    internal static partial void AnswerFailed(ILogger logger, LogText method, LogText path, int status, Exception exception);

    [LoggerMessage(
        16, LogLevel.Information,
        "The server was asked to stop. It serves for {Delay} more (RondoServerOptions.DrainDelay), so that load balancers can turn away.")]
    internal static partial void DrainDelayed(ILogger logger, string delay);
}
