using Microsoft.Extensions.Logging;
using Rondo.Core;

namespace Rondo.Server;

/// <summary>
/// The server's logger, which never throws: a provider that fails (a full disk, a network) would end a connection's clean-up, or
/// the accepting.
/// </summary>
internal sealed class GuardedLogger(ILogger inner) : ILogger
{
    internal static ILogger Create(ILoggerFactory loggers) => new GuardedLogger(loggers.CreateLogger("Rondo.Server"));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception failure)
        {
            ErrorOutput.Write($"Rondo: a log provider failed: {failure}\nwhile logging: {formatter(state, exception)}");
        }
    }
}
