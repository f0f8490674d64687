using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Rondo.OpenTelemetry.Tests;

/// <summary>Keeps the warnings and errors of an app.</summary>
internal sealed class KeptLog : ILoggerProvider, ILogger
{
    internal ConcurrentQueue<string> Warnings { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Warnings.Enqueue(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
