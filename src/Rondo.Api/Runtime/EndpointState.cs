using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rondo.Api.Dependencies;
using Rondo.Api.Errors;
using Rondo.Api.Security;
using Rondo.Api.WebSockets;

namespace Rondo.Api.Runtime;

/// <summary>The state of one endpoint from the time it is built.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EndpointState : HandlerState
{
    private readonly HashSet<string> _route;
    private readonly bool _handlesErrors;
    private readonly StreamAsAttribute? _items;
    private readonly Func<SocketSetup> _setup;
    private SocketSetup? _madeSetup;
    private readonly EventStreamOptions? _events;
    private readonly FormAntiforgery? _antiforgery;
    private readonly bool _hasTimeout;

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="description">Null for an endpoint of ASP.NET's.</param>
    internal EndpointState(EndpointBuilder endpoint, EndpointDescription? description)
        : base(
            endpoint.DisplayName ?? description?.Handler ?? "The endpoint",
            endpoint.ApplicationServices,
            "mark the parameter [FromBody]")
    {
        GroupDependencies = [.. endpoint.Metadata.OfType<GroupDependency>()];
        _route = (endpoint as RouteEndpointBuilder)?.RoutePattern.Parameters.Select(static parameter => parameter.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        _handlesErrors = endpoint.Metadata.OfType<ErrorHandler>().Any();
        _events = endpoint.Metadata.OfType<EventStreamOptions>().LastOrDefault();
        var socket = endpoint.Metadata.OfType<SocketOptions>().LastOrDefault();
        _setup = () => _madeSetup ??= new SocketSetup(Services, socket);
        _items = endpoint.Metadata.OfType<StreamAsAttribute>().LastOrDefault();
        Status = endpoint.Metadata.OfType<StatusAttribute>().LastOrDefault()?.Status ?? description?.Output.Status
            ?? StatusCodes.Status200OK;
        endpoint.Metadata.Add(new EndpointGroupDependencies(GroupDependencies));
        endpoint.Metadata.Add(Core); // for Bind: asking the request's services would make a scope of them
        description?.Populate?.Invoke(endpoint);
        if (description is null)
            return;
        var dependencies = EndpointDescription
            .Closure(GroupDependencies.Select(static guard => guard.Description).Concat(description.Dependencies)).ToList();
        _antiforgery = FormAntiforgery.Of(
            endpoint, description.ReadsForm || dependencies.Exists(static each => each.ReadsForm),
                description.Inputs.Concat(dependencies.SelectMany(static each => each.Inputs)));
        _hasTimeout = (endpoint.Metadata.Any(static item => item is RequestTimeoutAttribute or RequestTimeoutPolicy)
            || Services.GetService<IOptions<RequestTimeoutOptions>>()?.Value.DefaultPolicy is not null)
            && !endpoint.Metadata.Any(static item => item is DisableRequestTimeoutAttribute);
    }

    /// <summary>The status of a successful answer.</summary>
    public int Status { get; }

    /// <summary>Whether dependencies of groups or of the app run before the handler.</summary>
    public bool HasGroupDependencies => GroupDependencies.Length > 0;

    internal GroupDependency[] GroupDependencies { get; }

    /// <summary>Whether the route, its groups' prefixes included, has a parameter of the name.</summary>
    public bool InRoute(string name) => _route.Contains(name);

    /// <summary>A service, or what a test put in its place.</summary>
    public T Service<T>(HttpContext http)
        where T : notnull => Core.Replaced<T>() is { } replaced ? replaced() : http.RequestServices.GetRequiredService<T>();

    /// <summary>A service, if it is registered.</summary>
    public T? OptionalService<T>(HttpContext http)
        where T : class => Core.Replaced<T>() is { } replaced ? replaced() : http.RequestServices.GetService<T>();

    /// <summary>The object that instance methods are called on.</summary>
    public T Instance<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(HttpContext http) =>
        ActivatorUtilities.GetServiceOrCreateInstance<T>(http.RequestServices);

    /// <summary>Where to report what is wrong with a request's input: together with what its guards found.</summary>
    public ErrorReport Report(HttpContext http) =>
        HasGroupDependencies && http.Features.Get<DependencyResolver>() is { } call ? call.Report : Core.Report();

    /// <summary>Answers that the input is wrong.</summary>
    public Task InvalidAsync(HttpContext http, ErrorReport report)
    {
        var error = new InvalidInput(report);
        // An app with a handler for it sees an exception; for the others it costs none.
        if (Core.Errors.Handlers.Count > 0 || _handlesErrors)
            return Task.FromException(error);
        AfterResponse.Discard(http);
        return ProblemWriter.WriteAsync(http, error, Core.Errors);
    }

    /// <summary>Runs the guards before a handler that has no dependencies of its own.</summary>
    public RequestDelegate Guarded(RequestDelegate handler, bool reports)
    {
        if (!HasGroupDependencies)
            return handler;
        return async http =>
        {
            DependencyResolver call = Begin(http);
            http.Features.Set(call);
            try
            {
                if (await call.RunGroupDependenciesAsync() is { } answer)
                {
                    await call.AnswerAsync(answer);
                    return;
                }

                call.Hold();
                if (call.Report.Count > 0 && !reports)
                    await InvalidAsync(http, call.Report);
                else
                    await handler(http);
                await call.CompleteAsync();
            }
            catch
            {
                await call.AbandonAsync();
                throw;
            }
        };
    }

    /// <summary>Items as they come, in the form that the client prefers or the endpoint declares.</summary>
    public Task StreamAsync<T>(HttpContext http, IAsyncEnumerable<T> items, JsonTypeInfo<T> json)
    {
        Respond.SetStatus(http.Response, Status);
        return _items?.Format switch
        {
            StreamFormat.JsonArray => ItemWriter.WriteJsonArrayAsync(http, items, json),
            StreamFormat.JsonLines => ItemWriter.WriteJsonLinesAsync(http, items, json),
            StreamFormat.Events => ItemWriter.WriteEventsAsync(http, items, json, _events),
            _ => ItemWriter.WriteNegotiatedAsync(http, items, json, _events),
        };
    }

    /// <summary>Server-sent events.</summary>
    public Task EventsAsync<T>(HttpContext http, IAsyncEnumerable<ServerEvent<T>> events, JsonTypeInfo<T> json)
    {
        Respond.SetStatus(http.Response, Status);
        return ItemWriter.WriteEventsAsync(http, events, json, _events);
    }

    /// <summary>A body of JSON Lines, item by item, each validated before the handler sees it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="input">How a line is read.</param>
    /// <param name="ask">Asks the validator functions about an item whose constraints hold; null for none.</param>
    public IAsyncEnumerable<T> LinesAsync<T>(HttpContext http, JsonInput<T> input, Func<T, ErrorReport, ValueTask>? ask) =>
        JsonLinesReader.ReadAsync(http, input, ask);

    /// <summary>A WebSocket, each of whose messages is validated before the handler sees it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="incoming">How a message is read.</param>
    /// <param name="outgoing">How a message is written.</param>
    /// <param name="ask">Asks the validator functions about a message whose constraints hold; null for none.</param>
    /// <param name="handler">The endpoint.</param>
    public Task SocketAsync<TIn, TOut>(
        HttpContext http, JsonInput<TIn> incoming, JsonTypeInfo<TOut> outgoing, Func<TIn, ErrorReport, ValueTask>? ask,
            Func<WebSocketSession<TIn, TOut>, ValueTask> handler) =>
        SocketEndpoint.ServeAsync(http, _setup, options => new JsonInbox<TIn>(incoming, ask, options), outgoing, handler);

    /// <summary>A WebSocket of text and bytes.</summary>
    public Task RawSocketAsync(HttpContext http, Func<RawWebSocketSession, ValueTask> handler) =>
        SocketEndpoint.ServeRawAsync(http, _setup, handler);

    /// <summary>The pieces of the request's dependencies: call it where there are any.</summary>
    public DependencyResolver Begin(HttpContext http) => new(http, Core, GroupDependencies);

    internal RequestDelegate Build(Func<EndpointState, RequestDelegate> build)
    {
        var handler = build(this);
        if (_antiforgery is not null)
            handler = _antiforgery.Before(handler);
        // ASP.NET's request timeouts cancel a token, which the request's scope does not know of.
        return _hasTimeout ? http => CancelScope.LinkTo(http.RequestAborted, () => handler(http)) : handler;
    }
}
