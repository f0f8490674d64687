using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Rondo.Core;

namespace Rondo.Server.Loops;

/// <summary>
/// The requests of a loop whose handlers have suspended: only those can be open when the loop looks. On the loop's thread.
/// </summary>
/// <remarks>
/// An array with a list of free places in it, so that a request costs no allocation; one that does not suspend costs nothing.
/// </remarks>
internal sealed class OpenRequests(Scheduler scheduler)
{
    private Entry[] _entries = [];
    private int _used;
    private int _free = -1;

    /// <returns>The request's place.</returns>
    internal int Add(HttpContext context)
    {
        var place = _free;
        if (place >= 0)
            _free = _entries[place].NextFree;
        else
            place = _used++;
        if (place == _entries.Length)
            Array.Resize(ref _entries, Math.Max(16, _entries.Length * 2));
        _entries[place] = new Entry(context, scheduler.Now, -1);
        return place;
    }

    /// <summary>The request has ended. After the loop's end, when requests end on other threads, nobody looks any more.</summary>
    internal void Remove(int place)
    {
        if (Scheduler.Current != scheduler)
            return;
        _entries[place] = new Entry(null, 0, _free);
        _free = place;
    }

    internal void CopyTo(ICollection<OpenWork> work)
    {
        for (var i = 0; i < _used; i++)
        {
            if (_entries[i] is { Context: { } context, Began: var began })
                work.Add(Describe(context, TimeSpan.FromTicks((scheduler.Now - began) / 100)));
        }
    }

    private static OpenWork Describe(HttpContext context, TimeSpan age)
    {
        var (method, isWebSocket) = (context.Request.Method, context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols);
        var kind = isWebSocket || HttpMethods.IsConnect(method) ? OpenWorkKind.WebSocket : OpenWorkKind.Request;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? LogText.Escape(context.Request.Path.Value ?? "");
        return new OpenWork(kind, $"{method} /{route.TrimStart('/')}", age);
    }

    private readonly record struct Entry(HttpContext? Context, long Began, int NextFree);
}
