using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Binding;
using Rondo.Api.Errors;
using Rondo.Api.Runtime;

namespace Rondo.Api;

/// <summary>Makes results that send server-sent events.</summary>
public static class ServerEvents
{
    /// <summary>Makes a result that sends each item as the data of an event: a string as it is, anything else as JSON.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="items">The items. The client's disconnect ends their enumeration.</param>
    public static ServerEvents<T> Of<T>(IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new ServerEvents<T>(http => ItemWriter.WriteEventsAsync(http, items, Json<T>(http), Options(http)));
    }

    /// <summary>Makes a result that sends events with their ids and names.</summary>
    /// <typeparam name="T">The type of the events' data.</typeparam>
    /// <param name="events">The events. The client's disconnect ends their enumeration.</param>
    public static ServerEvents<T> Of<T>(IAsyncEnumerable<ServerEvent<T>> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new ServerEvents<T>(http => ItemWriter.WriteEventsAsync(http, events, Json<T>(http), Options(http)));
    }

    private static JsonTypeInfo<T> Json<T>(HttpContext http) => JsonContract.Of<T>(
        http.RequestServices.GetRequiredService<ErrorAnswers>().JsonOptions,
        http.GetEndpoint()?.DisplayName ?? http.Request.Path);

    private static EventStreamOptions? Options(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<EventStreamOptions>();
}
