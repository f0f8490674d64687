using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.Api.Dependencies;
using Rondo.Api.Errors;

namespace Rondo.Api;

/// <summary>An API served from event loops: an ASP.NET Core app, with everything that those have, and typed handlers.</summary>
/// <remarks>Set it up from one thread, then run it.</remarks>
public sealed partial class RondoApp : IHost, IApplicationBuilder, IEndpointRouteBuilder, IEndpointConventionBuilder, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RouteGroupBuilder _routes; // every handler is in it: what is said of the app is said of this group
    private readonly ApiCore _core;

    internal RondoApp(WebApplication app)
    {
        _app = app;
        _core = app.Services.GetRequiredService<ApiCore>();
        // ASP.NET's middleware would prepare every request for becoming a WebSocket; few ask to.
        app.UseWhen(
            static http => http.Request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(http.Request.Method),
            static upgrade => upgrade.UseWebSockets());
        // The developer exception page stands in front of the app's middleware, and would show its errors as defects.
        if (app.Environment.IsDevelopment())
            app.Use(rest => new ProblemMiddleware(rest, _core.Errors, answersUnexpected: false).InvokeAsync);
        _routes = app.MapGroup("");
        ((IEndpointConventionBuilder)_routes).Finally(ErrorAnswers.Wrap);
        // Beside the handlers, so that what locks the whole app locks its docs.
        (app.Services.GetRequiredService<IOptions<DocsOptions>>().Value.AllowAnonymous ? (IEndpointRouteBuilder)app
            : _routes).MapRondoDocs();
        _core.Endpoints = ((IEndpointRouteBuilder)app).DataSources;
    }

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The app's configuration: settings files, environment, command line.</summary>
    public IConfiguration Configuration => _app.Configuration;

    /// <summary>The app's name, its folders and whether it is in development.</summary>
    public IHostEnvironment Environment => _app.Environment;

    /// <summary>Started, stopping, stopped.</summary>
    public IHostApplicationLifetime Lifetime => _app.Lifetime;

    /// <summary>The app's topics, which reach every loop of every process.</summary>
    public Topics Topics => _app.Services.GetRequiredService<Topics>();

    /// <summary>The members of rooms, on whichever loop or process they are.</summary>
    public Presence Presence => _app.Services.GetRequiredService<Presence>();

    /// <summary>A logger named after the app.</summary>
    public ILogger Logger => _app.Logger;

    /// <summary>The addresses to listen on.</summary>
    public ICollection<string> Urls => _app.Urls;

    /// <summary>The ASP.NET Core app inside.</summary>
    public WebApplication Web => _app;

    IServiceProvider IApplicationBuilder.ApplicationServices
    {
        get => _app.Services;
        set => ((IApplicationBuilder)_app).ApplicationServices = value;
    }

    IFeatureCollection IApplicationBuilder.ServerFeatures => ((IApplicationBuilder)_app).ServerFeatures;

    IDictionary<string, object?> IApplicationBuilder.Properties => ((IApplicationBuilder)_app).Properties;

    IServiceProvider IEndpointRouteBuilder.ServiceProvider => _app.Services;

    ICollection<EndpointDataSource> IEndpointRouteBuilder.DataSources => ((IEndpointRouteBuilder)_routes).DataSources;

    /// <summary>Creates an app with the defaults.</summary>
    /// <param name="args">The command line, which is part of the configuration.</param>
    /// <param name="configure">Adds services, logging, options.</param>
    public static RondoApp Create(string[]? args = null, Action<RondoAppBuilder>? configure = null)
    {
        var builder = CreateBuilder(args);
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Starts creating an app, for those that add services first.</summary>
    /// <param name="args">The command line, which is part of the configuration.</param>
    public static RondoAppBuilder CreateBuilder(string[]? args = null) => new(WebApplication.CreateBuilder(args ?? []));

    /// <summary>Starts creating an app with ASP.NET's slim defaults: no HTTPS, no event log; for small native binaries.</summary>
    /// <param name="args">The command line, which is part of the configuration.</param>
    public static RondoAppBuilder CreateSlimBuilder(string[]? args = null) => new(WebApplication.CreateSlimBuilder(args ?? []));

    /// <summary>Serves until Ctrl+C or SIGTERM, then drains.</summary>
    /// <param name="url">An address to listen on, instead of those configured.</param>
    public void Run([StringSyntax(StringSyntaxAttribute.Uri)] string? url = null) => _app.Run(url);

    /// <inheritdoc cref="Run"/>
    public Task RunAsync([StringSyntax(StringSyntaxAttribute.Uri)] string? url = null) => _app.RunAsync(url);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => _app.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <inheritdoc cref="IApplicationBuilder.Use"/>
    public IApplicationBuilder Use(Func<RequestDelegate, RequestDelegate> middleware) => _app.Use(middleware);

    /// <summary>Turns exceptions of a type into answers, for the whole app.</summary>
    /// <typeparam name="TException">The type; derived ones count.</typeparam>
    /// <param name="handle">Makes the answer: an <see cref="ApiError"/>, or any other result. Null leaves the exception to the
    /// next handler.</param>
    public RondoApp OnError<TException>(Func<TException, IResult?> handle)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(handle);
        return OnError<TException>((exception, _) => handle(exception));
    }

    /// <inheritdoc cref="OnError{TException}(Func{TException, IResult?})"/>
    public RondoApp OnError<TException>(Func<TException, HttpContext, IResult?> handle)
        where TException : Exception
    {
        ArgumentNullException.ThrowIfNull(handle);
        _core.Errors.Handlers.Add(new ErrorHandler(typeof(TException), (exception, http) => handle((TException)exception, http)));
        return this;
    }

    /// <summary>Declares an error that every endpoint of the app may answer, for the docs.</summary>
    /// <typeparam name="TError">The error's class.</typeparam>
    public RondoApp Throws<TError>()
        where TError : ApiError => this.WithMetadata(new ThrowsAttribute<TError>());

    /// <summary>Replaces what handlers get for parameters of a type, be it from a dependency or from the services: for tests.</summary>
    /// <typeparam name="T">The parameter's type.</typeparam>
    /// <param name="make">Makes the replacement, for each time that it is asked for.</param>
    /// <returns>Ends the replacement when disposed.</returns>
    public IDisposable Override<T>(Func<T> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        _core.Override(typeof(T), _ => make());
        return new OverrideEnd(_core, typeof(T));
    }

    void IEndpointConventionBuilder.Add(Action<EndpointBuilder> convention) => ((IEndpointConventionBuilder)_routes).Add(convention);

    void IEndpointConventionBuilder.Finally(Action<EndpointBuilder> finallyConvention) =>
        ((IEndpointConventionBuilder)_routes).Finally(finallyConvention);

    IApplicationBuilder IApplicationBuilder.New() => ((IApplicationBuilder)_app).New();

    RequestDelegate IApplicationBuilder.Build() => ((IApplicationBuilder)_app).Build();

    IApplicationBuilder IEndpointRouteBuilder.CreateApplicationBuilder() => ((IEndpointRouteBuilder)_app).CreateApplicationBuilder();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    void IDisposable.Dispose() => ((IDisposable)_app).Dispose();

    private sealed class OverrideEnd(ApiCore core, Type type) : IDisposable
    {
        public void Dispose() => core.RemoveOverride(type);
    }
}
