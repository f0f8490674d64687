using System.ComponentModel;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Dependencies;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: the app that a handler belongs to, from the time it is built.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public class HandlerState
{
    private readonly string _remedy;
    private readonly Type[] _given;

    /// <param name="name">The handler's name, for messages.</param>
    /// <param name="services">The app's services.</param>
    /// <param name="remedy">The last remedy for a parameter whose service is not registered.</param>
    /// <param name="given">The types whose values the caller of the handler passes.</param>
    private protected HandlerState(string name, IServiceProvider services, string remedy, Type[]? given = null)
    {
        (Name, Services, _remedy, _given) = (name, services, remedy, given ?? []);
        Core = services.GetService<ApiCore>() ?? throw new InvalidOperationException(
            $"{name} needs Rondo's services: create the app with RondoApp.Create(args), or call builder.Services.AddRondoApi().");
    }

    internal string Name { get; }

    internal IServiceProvider Services { get; }

    internal ApiCore Core { get; }

    internal static HandlerState Of(string name, IServiceProvider services, string remedy, Type[] given) =>
        new(name, services, remedy, given);

    /// <summary>How the app's JSON options read and write <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">They do not know the type, and reflection is off.</exception>
    public JsonTypeInfo<T> Json<T>() => Core.Json<T>(Name);

    /// <summary>How a body, each line of it, each message or a payload is read.</summary>
    /// <param name="shape">The demands that JSON options do not show.</param>
    /// <param name="hasNulls">Whether a value has a null where C#'s type forbids it; null where none can be.</param>
    /// <param name="validate">Checks the constraints of a value, for lines and messages.</param>
    /// <exception cref="InvalidOperationException">The app's JSON options do not know the type, and reflection is off.</exception>
    public JsonInput<T> Input<T>(InputShape shape, Func<T, bool>? hasNulls, Action<T, ErrorReport>? validate = null) =>
        new(Json<T>(), shape, hasNulls, validate, Core.Report, Core.Logger);

    /// <summary>Checks at start what the compiler cannot: that the service is registered, or that a test replaces it.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public void RequireService<T>(string parameter)
    {
        if (Services.GetService<IServiceProviderIsService>() is { } known && !known.IsService(typeof(T))
            && !_given.Contains(typeof(T)) && Core.Overrides?.ContainsKey(typeof(T)) != true)
        {
            throw new InvalidOperationException(
                $"{Name}: its parameter '{parameter}' is a service of type {typeof(T)}, which is not registered. " +
                $"Register it (builder.Services.AddSingleton<{typeof(T).Name}>()), or write a [Dependency] function that "
                    + $"returns it, or {_remedy}.");
        }
    }

    /// <summary>Checks at start that a parameter taken from the request is not a service.</summary>
    /// <exception cref="InvalidOperationException">It is one.</exception>
    public void RefuseService<T>(string parameter)
    {
        // Every container knows every IEnumerable<T>, of as many services as are registered: none, of integers.
        var service = typeof(T) is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(IEnumerable<>)
            ? type.GenericTypeArguments[0] : typeof(T);
        if (Services.GetService<IServiceProviderIsService>() is { } known && known.IsService(service))
        {
            throw new InvalidOperationException(
                $"{Name}: its parameter '{parameter}' of type {typeof(T)} would be read from the request, and a service of "
                    + $"that type is registered. Mark it [FromServices], or [FromBody] or [AsParameters].");
        }
    }
}
