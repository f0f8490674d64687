using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Api.Errors;
using Rondo.Api.Runtime;

namespace Rondo.Api;

/// <summary>
/// Adding handlers. Each is a lambda or a method whose parameters are bound from the request, validated and documented by code
/// that the generator
/// writes at the call; its return type is what is serialized and documented.
/// </summary>
/// <remarks>At start-up only; the calls are resolved at compile time.</remarks>
public static class RouteExtensions
{
    private static readonly Dictionary<Type, Action<IEndpointRouteBuilder>> s_included = [];

    /// <summary>Handles GET (and HEAD, which is answered without a body).</summary>
    /// <param name="routes">The app, or a group.</param>
    /// <param name="pattern">The route's pattern: <c>/items/{id}</c>.</param>
    /// <param name="handler">A lambda or method.</param>
    /// <returns>For further conventions: names, tags, authorization.</returns>
    public static RouteHandlerBuilder Get(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        throw EndpointFactory.NotGenerated(nameof(Get), pattern);

    /// <summary>Handles POST.</summary>
    /// <inheritdoc cref="Get"/>
    public static RouteHandlerBuilder Post(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        throw EndpointFactory.NotGenerated(nameof(Post), pattern);

    /// <summary>Handles PUT.</summary>
    /// <inheritdoc cref="Get"/>
    public static RouteHandlerBuilder Put(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        throw EndpointFactory.NotGenerated(nameof(Put), pattern);

    /// <summary>Handles PATCH.</summary>
    /// <inheritdoc cref="Get"/>
    public static RouteHandlerBuilder Patch(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        throw EndpointFactory.NotGenerated(nameof(Patch), pattern);

    /// <summary>Handles DELETE.</summary>
    /// <inheritdoc cref="Get"/>
    public static RouteHandlerBuilder Delete(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        throw EndpointFactory.NotGenerated(nameof(Delete), pattern);

    /// <summary>Handles HEAD.</summary>
    /// <inheritdoc cref="Get"/>
    public static RouteHandlerBuilder Head(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        throw EndpointFactory.NotGenerated(nameof(Head), pattern);

    /// <summary>Handles OPTIONS.</summary>
    /// <inheritdoc cref="Get"/>
    public static RouteHandlerBuilder Options(
        this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        throw EndpointFactory.NotGenerated(nameof(Options), pattern);

    /// <summary>Handles WebSockets.</summary>
    /// <inheritdoc cref="Get"/>
    public static RouteHandlerBuilder WebSocket(
        this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) =>
        throw EndpointFactory.NotGenerated(nameof(WebSocket), pattern);

    /// <summary>
    /// Runs a guard before every endpoint of a group, or before one: a check of the caller. ASP.NET's own endpoints in the group
    /// are guarded too.
    /// </summary>
    /// <param name="builder">The group or endpoint.</param>
    /// <param name="dependency">
    /// A method, bound as a <see cref="DependencyAttribute"/> method is. It throws an <see cref="ApiError"/> to refuse, or
    /// returns a result, which is the response; null lets the
    /// request pass. It may be asynchronous. Other return values are an error of the compiler.
    /// </param>
    public static TBuilder Depends<TBuilder>(this TBuilder builder, Delegate dependency)
        where TBuilder : IEndpointConventionBuilder => throw EndpointFactory.NotGenerated(nameof(Depends), dependency?.Method.Name ?? "");

    /// <summary>
    /// Adds the handlers of a class: its methods with <see cref="GetAttribute"/>, <see cref="PostAttribute"/> and their like.
    /// </summary>
    /// <typeparam name="T">The class. Its instance methods run on one from the services, or made anew for each request.</typeparam>
    /// <param name="routes">The app, or a group.</param>
    public static IEndpointRouteBuilder Include<T>(this IEndpointRouteBuilder routes) => routes.Include(typeof(T));

    /// <inheritdoc cref="Include{T}"/>
    /// <param name="routes">The app, or a group.</param>
    /// <param name="type">The class; static ones too.</param>
    public static IEndpointRouteBuilder Include(this IEndpointRouteBuilder routes, Type type)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(type);
        System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor(type.Module.ModuleHandle);
        Action<IEndpointRouteBuilder>? add;
        lock (s_included)
            s_included.TryGetValue(type, out add);
        if (add is null)
            throw new InvalidOperationException(
                $"{type} has no methods with [Get], [Post] and their like, or was compiled without Rondo's generator.");
        add(routes);
        return routes;
    }

    /// <summary>A group of routes below a prefix, with what they have in common.</summary>
    /// <param name="routes">The app, or a group.</param>
    /// <param name="prefix">The common part of their patterns.</param>
    /// <param name="tags">Under which the docs show them.</param>
    public static RouteGroupBuilder Group(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string prefix, params string[] tags)
    {
        var group = routes.MapGroup(prefix);
        return tags is { Length: > 0 } ? group.WithTags(tags) : group;
    }

    /// <summary>Turns exceptions of a type into answers, for a group or an endpoint.</summary>
    /// <typeparam name="TException">The type; derived ones count.</typeparam>
    /// <typeparam name="TBuilder">The group's or endpoint's.</typeparam>
    /// <param name="builder">The group or endpoint.</param>
    /// <param name="handle">Makes the answer: an <see cref="ApiError"/>, or any other result. Null leaves the exception to the
    /// next handler.</param>
    public static TBuilder OnError<TBuilder, TException>(this TBuilder builder, Func<TException, IResult?> handle)
        where TBuilder : IEndpointConventionBuilder
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(handle);
        return builder.OnError((TException exception, HttpContext _) => handle(exception));
    }

    /// <inheritdoc cref="OnError{TBuilder, TException}(TBuilder, Func{TException, IResult?})"/>
    public static TBuilder OnError<TBuilder, TException>(this TBuilder builder, Func<TException, HttpContext, IResult?> handle)
        where TBuilder : IEndpointConventionBuilder
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(
            endpoint => endpoint.Metadata.Add(
                new ErrorHandler(typeof(TException), (exception, http) => handle((TException)exception, http))));
        return builder;
    }

    /// <summary>Declares an error that an endpoint may answer, for the docs: one that a service throws, a filter or a middleware.</summary>
    /// <typeparam name="TError">The error's class.</typeparam>
    /// <param name="builder">The endpoint.</param>
    public static RouteHandlerBuilder Throws<TError>(this RouteHandlerBuilder builder)
        where TError : ApiError => builder.WithMetadata(new ThrowsAttribute<TError>());

    /// <summary>Declares an error that every endpoint of a group may answer, for the docs.</summary>
    /// <typeparam name="TError">The error's class.</typeparam>
    /// <param name="builder">The group.</param>
    public static RouteGroupBuilder Throws<TError>(this RouteGroupBuilder builder)
        where TError : ApiError => builder.WithMetadata(new ThrowsAttribute<TError>());

    /// <summary>The status of an endpoint's successful answer.</summary>
    /// <typeparam name="TBuilder">The endpoint's.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <param name="status">200 to 399.</param>
    public static TBuilder Status<TBuilder>(this TBuilder builder, int status)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new StatusAttribute(status));

    /// <summary>Shows endpoints as ones that callers should no longer use.</summary>
    /// <typeparam name="TBuilder">The endpoint's or group's.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    public static TBuilder Deprecated<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new DeprecatedAttribute());

    /// <summary>Sets up a WebSocket endpoint: message sizes, queues, pings, origins.</summary>
    /// <typeparam name="TBuilder">The endpoint's.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <param name="options">The options.</param>
    public static TBuilder WithSocket<TBuilder>(this TBuilder builder, SocketOptions options)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(options);

    /// <summary>Sets up server-sent events: heartbeat, what to do at a stop.</summary>
    /// <typeparam name="TBuilder">The endpoint's.</typeparam>
    /// <param name="builder">The endpoint, or a group.</param>
    /// <param name="options">The options.</param>
    public static TBuilder WithEvents<TBuilder>(this TBuilder builder, EventStreamOptions options)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(options);

    /// <summary>For generated code: the handlers of a class.</summary>
    internal static void Register(Type type, Action<IEndpointRouteBuilder> add)
    {
        lock (s_included)
            s_included[type] = add;
    }
}
