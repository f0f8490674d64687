using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.Server;
using Rondo.Server.Hosting;

namespace Rondo.Api.WebSockets;

/// <summary>The settings that the sockets of an endpoint share.</summary>
/// <remarks>
/// Taken from the app's services, and so once: a request whose own services are asked for has a scope of them, 300 bytes for as
/// long as its socket lives.
/// </remarks>
internal sealed class SocketSetup
{
    internal SocketSetup(IServiceProvider services, SocketOptions? options)
    {
        Options = options ?? SocketOptions.Default;
        Options.Validate();
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Rondo.Api");
        DrainWindow = (services.GetService<IOptions<RondoServerOptions>>()?.Value ?? new RondoServerOptions()).DrainWindow;
        Stopping = services.GetService<DrainDelay>()?.Ended ?? default;
    }

    internal SocketOptions Options { get; }

    internal ILogger Logger { get; }

    internal TimeSpan DrainWindow { get; }

    /// <summary>Cancelled when the server begins to stop.</summary>
    internal CancellationToken Stopping { get; }
}
