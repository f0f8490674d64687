using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Rondo.Api;
using Rondo.Api.AfterTheResponse;
using Rondo.Api.Binding;
using Rondo.Api.Dependencies;
using Rondo.Api.Errors;
using Rondo.Api.Hosting;
using Rondo.Api.Members;
using Rondo.Api.Messaging;
using Rondo.Api.OpenApi;
using Rondo.Api.Routing;
using Rondo.Api.Security;
using Rondo.Server;
using Rondo.Server.Http1;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adding the framework to an ASP.NET Core app of one's own.</summary>
public static class RondoApiServiceCollectionExtensions
{
    /// <summary>Adds what typed handlers need; <see cref="RondoApp"/> has done it. The app has to be served by <c>UseRondo()</c>.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">How the framework answers.</param>
    public static IServiceCollection AddRondoApi(this IServiceCollection services, Action<ApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
            services.Configure(configure);
        if (services.Any(static service => service.ServiceType == typeof(ApiCore)))
            return services;
        services.AddRouting();
        services.Configure<RouteOptions>(static options => options.SetParameterPolicy<PatternRouteConstraint>("regex"));
        services.AddSingleton<ErrorAnswers>();
        services.AddSingleton<ApiCore>();
        services.AddSingleton<AppWork>();
        services.AddSingleton<IErrorContent, ServerErrorContent>();
        services.AddSingleton<IStartupFilter, ProblemFilter>();
        services.AddSingleton<IStartupFilter, EndpointChecks>();
        services.AddProblemDetails();
        services.Insert(0, ServiceDescriptor.Singleton<IProblemDetailsWriter, ProblemDetailsWriter>()); // the first that can write is taken
        services.AddSingleton<ExceptionPages>();
        services.AddSingleton<IExceptionHandler>(static services => services.GetRequiredService<ExceptionPages>());
        services.AddSingleton<IDeveloperPageExceptionFilter>(static services => services.GetRequiredService<ExceptionPages>());
        services.AddHostedService<Lifespan>();
        services.ConfigureHttpJsonOptions(static options =>
        {
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict; // a string is no number, as the document says
            options.SerializerOptions.AllowOutOfOrderMetadataProperties = true;
        });
        services.PostConfigure<JsonOptions>(static options => JsonContract.Apply(options.SerializerOptions));
        services.TryAddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationAnswers>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, FormAntiforgeryPolicy>());
        services.AddSingleton(new ServiceLifetimes(services));
        services.AddAfter();
        services.AddTopics();
        services.AddPresence();
        services.AddSingleton<SecuritySchemes>();
        services.AddSingleton<SecurityRequirements>();
        DocsServices.Add(services);
        return services;
    }

    /// <summary>How callers say who they are; <see cref="RondoAppBuilder.Security"/> is this. Once per app.</summary>
    /// <param name="services">The app's services, with <see cref="AddRondoApi"/>.</param>
    public static SecurityBuilder AddRondoSecurity(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new SecurityBuilder(services);
    }

    private sealed class ProblemFilter(ErrorAnswers answers) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(rest => new ProblemMiddleware(rest, answers, answersUnexpected: true).InvokeAsync);
            next(app);
        };
    }

    /// <summary>
    /// Opens the app's dependencies on a loop and runs its start-up steps before the server listens; ends its workers and closes the
    /// dependencies after it
    /// has stopped.
    /// </summary>
    private sealed class Lifespan(ApiCore core, AppWork work, ServerLoops loops) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => loops.Loops[0].InvokeAsync(async () =>
        {
            await core.OpenAsync();
            await work.StartAsync();
        });

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => loops.Loops[0].InvokeAsync(work.Begin);

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => loops.Loops[0].InvokeAsync(async () =>
        {
            await work.EndAsync();
            await core.CloseAsync();
        });
    }
}
