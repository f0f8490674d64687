using System.Diagnostics.CodeAnalysis;

namespace Rondo.Api;

/// <summary>Makes a method the handler of a WebSocket, once its class is included: <c>app.Include&lt;T&gt;()</c>.</summary>
/// <param name="pattern">The route's pattern, below the prefix of the group that its class is included in.</param>
public sealed class WebSocketAttribute([StringSyntax("Route")] string pattern = "") : RouteAttribute(pattern, "GET");
