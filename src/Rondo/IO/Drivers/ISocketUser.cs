using System.Runtime.CompilerServices;
using Rondo.Core;

namespace Rondo.IO.Drivers;

/// <summary>
/// Plumbing that moves the bytes of a stream without tasks: it is told, in steps of the socket's loop, when it can continue.
/// </summary>
/// <remarks>
/// A pending receive and the task that awaits it are some 350 bytes; a server has one for every idle connection, and each request
/// resumes both. This is one reference and one step.
/// </remarks>
internal interface ISocketUser
{
    /// <summary>As a step of a loop.</summary>
    static readonly Action<object?> ReadableStep = static user => Unsafe.As<ISocketUser>(user!).OnReadable();

    /// <summary>
    /// There may be something to receive: <see cref="DriverSocket.TryReceive"/> tells. On the loop, or on the thread pool when it
    /// has ended.
    /// </summary>
    void OnReadable();

    /// <summary>
    /// Called when the bytes that <see cref="DriverSocket.TrySend"/> could not send at once are on their way, or have failed. On
    /// the loop, or on the thread pool when it has ended.
    /// </summary>
    void OnSent(Exception? failure);
}
