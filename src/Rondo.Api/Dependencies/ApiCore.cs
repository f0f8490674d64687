using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Rondo.Api.Binding;
using Rondo.Api.Errors;
using Rondo.Api.Runtime;

namespace Rondo.Api.Dependencies;

/// <summary>The objects that all endpoints of an app share.</summary>
internal sealed class ApiCore(IServiceProvider services, ErrorAnswers errors, ServiceLifetimes lifetimes)
{
    private readonly ConcurrentDictionary<EventLoop, DependencyFrame> _loops = new();
    private readonly Func<string, string> _jsonName = name => errors.JsonOptions.PropertyNamingPolicy?.ConvertName(name) ?? name;

    internal IServiceProvider Services { get; } = services;

    internal ServiceLifetimes Lifetimes { get; } = lifetimes;

    internal ErrorAnswers Errors => errors;

    internal ILogger Logger => errors.Logger;

    internal JsonSerializerOptions JsonOptions => errors.JsonOptions;

    internal Dictionary<Type, Func<IServiceProvider, object?>>? Overrides { get; private set; }

    /// <summary>
    /// The app's endpoints, where it was created as a <see cref="RondoApp"/>; other apps make their dependencies on first use.
    /// </summary>
    internal ICollection<EndpointDataSource> Endpoints { get; set; } = [];

    internal bool HasDocs { get; set; }

    /// <summary>The handlers that have no request.</summary>
    internal List<HandlerRunner> Handlers { get; } = [];

    internal DependencyFrame AppFrame { get; } = new("app", shared: true);

    internal ErrorReport Report() => new(_jsonName);

    internal Func<T>? Replaced<T>() =>
        Overrides is { } overrides && overrides.TryGetValue(typeof(T), out var make) ? () => (T)make(Services)! : null;

    internal void Override(Type type, Func<IServiceProvider, object?> make) => (Overrides ??= [])[type] = make;

    internal void RemoveOverride(Type type)
    {
        if (Overrides?.Remove(type) == true && Overrides.Count == 0)
            Overrides = null;
    }

    internal JsonTypeInfo<T> Json<T>(string endpoint) => JsonContract.Of<T>(JsonOptions, endpoint);

    internal DependencyFrame LoopFrame(EventLoop loop) =>
        _loops.GetOrAdd(loop, static loop => new DependencyFrame(loop.Name, shared: true));

    internal DependencyFrame ConnectionFrame(HttpContext http)
    {
        var items = http.Features.Get<IConnectionItemsFeature>()?.Items;
        var lifetime = http.Features.Get<IConnectionLifetimeFeature>();
        if (items is null || lifetime is null)
            throw new InvalidOperationException(
                "A connection-scoped dependency needs a server with connections: builder.WebHost.UseRondo().");
        if (items.TryGetValue(this, out var known))
            return (DependencyFrame)known!;
        var frame = new DependencyFrame("connection", shared: true);
        items[this] = frame;
        var loop = EventLoop.Current;
        lifetime.ConnectionClosed.Register(() => loop.Post(() => _ = EndAsync(frame)));
        return frame;
    }

    internal void CleanupFailed(string scope, Exception exception) => DependencyLog.CleanupFailed(Logger, scope, exception);

    /// <summary>Makes the app-scoped dependencies of all endpoints and other handlers, in the order in which these were added.</summary>
    internal async Task OpenAsync()
    {
        foreach (var handler in Handlers)
            handler.Check();
        DependencyResolver call = new DependencyResolver(this, AppFrame);
        var wanted = Endpoints.SelectMany(static source => source.Endpoints)
            .SelectMany(
                static endpoint => EndpointGroupDependencies.DescriptionsOf(endpoint.Metadata)
                .Concat(endpoint.Metadata.GetMetadata<EndpointDescription>()?.Dependencies ?? []))
            .Concat(Handlers.SelectMany(static handler => handler.Dependencies));
        foreach (var dependency in EndpointDescription.Closure(wanted))
        {
            if (dependency.Source is Dependency { Scope: DependencyScope.App } source)
                await source.OpenAsync(call);
        }
    }

    /// <summary>Ends the scopes of the loops, each on its loop, and then the app's.</summary>
    internal async Task CloseAsync()
    {
        foreach (var (loop, frame) in _loops)
            await loop.InvokeAsync(() => EndAsync(frame));
        await EndAsync(AppFrame);
    }

    private async Task EndAsync(DependencyFrame frame)
    {
        try
        {
            await frame.EndAsync();
        }
        catch (Exception exception)
        {
            CleanupFailed("app", exception);
        }
    }
}
