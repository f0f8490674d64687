using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Rondo.Api.Starting;

/// <summary>
/// Ends the process with one line on standard error and exit code 1 when an error of the app's setup would end it with a stack: wherever it
/// was thrown, in a builder, while services are made or while the server binds.
/// </summary>
/// <remarks>
/// At the exception that nobody has caught rather than in Run: an app may be built and started in many ways, and code that catches the
/// exception, a test's among it, still does.
/// </remarks>
internal sealed class StartErrors
{
    private static readonly Lazy<StartErrors> s_ofProcess = new(static () => new StartErrors(new ConfigurationManager()));

    private readonly IConfiguration _configuration;
    private volatile bool _hasStarted;

    private StartErrors(IConfiguration configuration)
    {
        _configuration = configuration;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
    }

    private bool ShowsStacks => _configuration["Logging:LogLevel:Default"] is "Debug" or "Trace";

    /// <summary>Watches a program that has no app yet: its settings come first.</summary>
    internal static void Watch() => _ = s_ofProcess.Value;

    /// <summary>Watches the start of the app that the services are for.</summary>
    internal static void Watch(IServiceCollection services, IConfiguration configuration)
    {
        var errors = new StartErrors(configuration);
        services.AddSingleton<IHostedService>(provider =>
        {
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(errors.Started);
            return new Nothing();
        });
        services.AddSingleton(errors);
    }

    /// <summary>Whether the exception will be reported here, so that nobody else need log it.</summary>
    internal bool Reports(Exception exception) => !_hasStarted && StartError.Describe(exception, _configuration) is not null;

    private void Started()
    {
        _hasStarted = true;
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
    }

    private void OnUnhandled(object sender, UnhandledExceptionEventArgs arguments)
    {
        if (_hasStarted || arguments.ExceptionObject is not Exception exception
            || StartError.Describe(exception, _configuration) is not { } line)
            return;
        Console.Error.WriteLine(line);
        if (ShowsStacks)
            Console.Error.WriteLine(exception);
        Environment.Exit(1);
    }

    private sealed class Nothing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
