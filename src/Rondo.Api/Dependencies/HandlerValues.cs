using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>
/// The values that the caller of a handler passes, by type. They go before dependencies and services of the same type, for the handler
/// and for the dependencies that it takes.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class HandlerValues
{
    private readonly Dictionary<Type, object> _values = [];

    /// <summary>Adds a value.</summary>
    /// <typeparam name="T">The type of the parameter.</typeparam>
    /// <param name="value">The value.</param>
    public HandlerValues Add<T>(T value)
        where T : notnull
    {
        _values[typeof(T)] = value;
        return this;
    }

    /// <summary>Adds a value that is made when a parameter takes it, once. It replaces a dependency, not a service.</summary>
    /// <typeparam name="T">The type of the parameter.</typeparam>
    /// <param name="make">Makes the value.</param>
    public HandlerValues Add<T>(Func<ValueTask<T>> make)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(make);
        _values[typeof(T)] = make;
        return this;
    }

    internal bool Contains(Type type) => _values.ContainsKey(type);

    internal bool TryGet<T>(out T value)
    {
        if (_values.TryGetValue(typeof(T), out var known) && known is T ready)
        {
            value = ready;
            return true;
        }

        value = default!;
        return false;
    }

    internal async ValueTask<T> GetAsync<T>()
    {
        if (TryGet<T>(out var ready))
            return ready;
        var value = await ((Func<ValueTask<T>>)_values[typeof(T)])();
        _values[typeof(T)] = value!;
        return value;
    }
}
