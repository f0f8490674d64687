using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Http;

namespace Rondo.Api.HttpClients;

/// <summary>The connections of one typed client, for the app's life.</summary>
internal sealed class TypedHttpClients<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TClient>(
    HttpClientOptions options) : IDisposable
    where TClient : class
{
    private readonly LoopHttpClients _clients = new(options);
    private readonly ObjectFactory<TClient> _factory = ActivatorUtilities.CreateFactory<TClient>([typeof(HttpClient)]);

    internal TClient Create(IServiceProvider services) => EventLoop.TryCurrent is not null
        ? _factory(services, [_clients.CreateClient()])
        : throw new InvalidOperationException(
            $"The HTTP client {typeof(TClient).Name} was asked for on a thread that runs no event loop, "
            + "and its connections belong to loops. "
            + "Ask for it in a handler, or inside loop.InvokeAsync(...).");

    public void Dispose() => _clients.Dispose();
}
