using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Rondo.Server;

namespace Rondo.Testing.Client;

/// <summary>
/// Hears of the exceptions that ASP.NET Core's own middleware catches (developer page, exception handler) before the server could.
/// </summary>
internal sealed class ErrorObserver : IObserver<KeyValuePair<string, object?>>
{
    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key is not ("Microsoft.AspNetCore.Diagnostics.UnhandledException" or "Microsoft.AspNetCore.Diagnostics.HandledException"))
            return;
        if (Property<HttpContext>(value.Value, "httpContext") is { } context
            && Property<Exception>(value.Value, "exception") is { } exception)
            context.Features.Get<IUnhandledErrors>()?.Report(exception);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    /// <summary>The payload is an anonymous type of ASP.NET Core.</summary>
    private static T? Property<T>(object? payload, string name)
        where T : class =>
        payload?.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance)?.GetValue(payload) as T;
}
