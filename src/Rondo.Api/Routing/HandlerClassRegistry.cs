using System.ComponentModel;
using Microsoft.AspNetCore.Routing;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: classes of handlers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HandlerClassRegistry
{
    /// <summary>Makes the handlers of a class known; called by the module's initializer.</summary>
    public static void Add(Type type, Action<IEndpointRouteBuilder> add) => RouteExtensions.Register(type, add);
}
