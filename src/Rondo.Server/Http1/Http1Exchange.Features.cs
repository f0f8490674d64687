using System.Collections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Rondo.Server.Transport;
using Rondo.Server.WebSockets;

namespace Rondo.Server.Http1;

/// <summary>The features of a request, found without a dictionary: nearly all of them are this object.</summary>
internal abstract partial class Http1Exchange : IFeatureCollection
{
    /// <summary>The features that the app or the host has added, and those that replace ours.</summary>
    private readonly List<KeyValuePair<Type, object?>> _added = [];

    private int _revision;

    public bool IsReadOnly => false;

    public int Revision => _revision;

    public object? this[Type key]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(key);
            return Get(key);
        }

        set
        {
            ArgumentNullException.ThrowIfNull(key);
            Set(key, value);
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)Get(typeof(TFeature));

    public void Set<TFeature>(TFeature? instance) => Set(typeof(TFeature), instance);

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator()
    {
        foreach (var type in s_own)
        {
            if (Get(type) is { } own)
                yield return new(type, own);
        }

        foreach (var (type, added) in _added)
        {
            if (added is not null && Array.IndexOf(s_own, type) < 0)
                yield return new(type, added);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static readonly Type[] s_own =
    [
        typeof(IHttpRequestFeature), typeof(IHttpResponseFeature), typeof(IHttpResponseBodyFeature), typeof(IRequestBodyPipeFeature),
        typeof(IHttpRequestIdentifierFeature), typeof(IHttpConnectionFeature), typeof(IHttpRequestLifetimeFeature),
        typeof(IHttpUpgradeFeature),
        typeof(IHttpBodyControlFeature), typeof(IHttpMaxRequestBodySizeFeature), typeof(IHttpRequestBodyDetectionFeature),
        typeof(IHttpRequestTrailersFeature), typeof(IHttpResponseTrailersFeature), typeof(IHttpMinRequestBodyDataRateFeature),
        typeof(IHttpMinResponseDataRateFeature), typeof(IBadRequestExceptionFeature), typeof(IPersistentStateFeature),
        typeof(IRouteValuesFeature), typeof(IEndpointFeature),
    ];

    private object? Get(Type key)
    {
        for (var i = 0; i < _added.Count; i++)
        {
            if (_added[i].Key == key)
                return _added[i].Value;
        }

        return Own(key);
    }

    private void Set(Type key, object? value)
    {
        _revision++;
        value = OnSet(key, value);
        for (var i = 0; i < _added.Count; i++)
        {
            if (_added[i].Key == key)
            {
                _added[i] = new(key, value);
                return;
            }
        }

        // Few requests have more.
        if (_added.Capacity == 0)
            _added.Capacity = 2;
        _added.Add(new(key, value));
    }

    /// <summary>The most asked for first.</summary>
    private object? Own(Type key)
    {
        if (key == typeof(IHttpRequestFeature) || key == typeof(IHttpResponseFeature) || key == typeof(IHttpResponseBodyFeature)
            || key == typeof(IEndpointFeature) || key == typeof(IRouteValuesFeature) || key == typeof(Http1Exchange))
            return this;
        if (key == typeof(RondoConnection) || key == typeof(IEventLoopFeature))
            return Connection.Raw;
        if (key == typeof(IHttpRequestLifetimeFeature) || key == typeof(IHttpRequestIdentifierFeature)
            || key == typeof(IHttpConnectionFeature)
            || key == typeof(IRequestBodyPipeFeature) || key == typeof(IHttpRequestBodyDetectionFeature)
            || key == typeof(IHttpMaxRequestBodySizeFeature)
            || key == typeof(IHttpBodyControlFeature) || key == typeof(IHttpRequestTrailersFeature) || key == typeof(IHttpUpgradeFeature)
            || key == typeof(IHttpMinRequestBodyDataRateFeature) || key == typeof(IHttpMinResponseDataRateFeature)
            || key == typeof(IPersistentStateFeature))
            return this;
        if (key == typeof(IHttpResponseTrailersFeature))
            return Head.IsHttp11 ? this : null;
        if (key == typeof(IBadRequestExceptionFeature))
            return this;
        return Connection.FindFeature(key);
    }

    /// <summary>An added feature may be one of ours.</summary>
    private object? OnSet(Type key, object? value) =>
        key == typeof(IHttpWebSocketFeature) && value is IHttpWebSocketFeature theirs
        ? LoopWebSocketFeature.Wrap(theirs, this, this) : value;

    private void ResetFeatures()
    {
        _revision++;
        _added.Clear();
        ResetLifetime();
        ResetRequest();
    }
}
