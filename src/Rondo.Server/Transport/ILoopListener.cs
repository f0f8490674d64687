using Microsoft.AspNetCore.Connections;

namespace Rondo.Server.Transport;

/// <summary>A listener as its connections know it.</summary>
internal interface ILoopListener : IConnectionListener
{
    /// <summary>It accepts no more.</summary>
    bool IsUnbound { get; }
}
