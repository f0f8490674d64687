using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Rondo.Api.Starting;

namespace Rondo.Api.Hosting;

/// <summary>
/// The app's loggers, without the lines of ASP.NET Core that say something twice: the stack of an error that <see cref="StartErrors"/>
/// reports, and the start of a request whose end is logged.
/// </summary>
/// <remarks>
/// Around the factory, for these categories alone: a filter knows a category and a level, and would drop other lines with them.
/// </remarks>
internal sealed class QuietLoggers(ILoggerFactory inner, StartErrors errors) : ILoggerFactory
{
    private const string Requests = "Microsoft.AspNetCore.Hosting.Diagnostics";
    private const string Endpoints = "Microsoft.AspNetCore.Routing.EndpointMiddleware";

    /// <summary>The id of "Request starting", as of 10.0.</summary>
    private const int RequestStarting = 1;

    /// <summary>
    /// Sets the defaults: in development one line a request, else none. Before the app's own filters, so that a level that it sets for
    /// one of these categories wins.
    /// </summary>
    internal static void AddDefaults(IServiceCollection services, bool isDevelopment) =>
        services.Insert(0, ServiceDescriptor.Singleton<Microsoft.Extensions.Options.IConfigureOptions<LoggerFilterOptions>>(
            new Microsoft.Extensions.Options.ConfigureOptions<LoggerFilterOptions>(options =>
            {
                options.Rules.Add(new LoggerFilterRule(null, Requests, isDevelopment ? LogLevel.Information : LogLevel.Warning, null));
                options.Rules.Add(new LoggerFilterRule(null, Endpoints, LogLevel.Warning, null));
            })));

    /// <summary>Goes around the registered factory. When everything is registered.</summary>
    internal static void Install(IServiceCollection services)
    {
        if (services.LastOrDefault(
            static service => service.ServiceType == typeof(ILoggerFactory)) is not { IsKeyedService: false } registered)
            return;
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(provider => new QuietLoggers(
            (ILoggerFactory)(registered.ImplementationInstance ?? registered.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)),
            provider.GetRequiredService<StartErrors>())));
    }

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public ILogger CreateLogger(string categoryName) =>
        categoryName is "Microsoft.Extensions.Hosting.Internal.Host" or "Microsoft.AspNetCore.Server.Kestrel" or Requests
        ? new Quiet(inner.CreateLogger(categoryName), errors, categoryName == Requests)
        : inner.CreateLogger(categoryName);

    public void Dispose() => inner.Dispose();

    private sealed class Quiet(ILogger inner, StartErrors errors, bool isOfRequests) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var isRepeated = exception is not null ? errors.Reports(exception) : isOfRequests && eventId.Id == RequestStarting;
            inner.Log(isRepeated ? LogLevel.Debug : logLevel, eventId, state, exception, formatter);
        }
    }
}
