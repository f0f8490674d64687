using System.Security.Authentication;
using NATS.Client.Core;

namespace Rondo.Nats;

/// <summary>Says in one sentence why an app cannot connect, and what to do.</summary>
internal static class NatsConnectError
{
    internal static InvalidOperationException Explain(NatsServers servers, NatsException exception)
    {
        var causes = Causes(exception).ToList();
        var reason = (causes.Count > 1 ? causes[1] : exception).Message.TrimEnd('.');
        return new InvalidOperationException(
            causes.Exists(static cause => cause is AuthenticationException)
                ? $"NATS at {servers.Shown} has a certificate that this machine does not trust: {reason}. "
                    + "Set NatsOptions.CaFile to the certificate of its authority, and use the host name that the certificate has."
            : causes.Exists(static cause => cause is NatsServerException { IsAuthError: true })
                ? $"NATS at {servers.Shown} refuses the user and password, or the token, of the URL: {reason}. Correct them."
            : $"Could not connect to NATS at {servers.Shown}: {reason}. Start the server, or correct the URL that UseNats has.",
            exception);
    }

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }
}
