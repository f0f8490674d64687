using System.Runtime.CompilerServices;
using Rondo.Core;

namespace Rondo.IO.Drivers;

/// <summary>Plumbing that reads a stream without a task: it is told that there is something, in a step of the socket's loop, and takes it.</summary>
/// <remarks>
/// A pending receive and the task that awaits it are some 350 bytes; a server has one for every idle connection, and each request
/// resumes both. This is one reference and one step.
/// </remarks>
internal interface ISocketReader
{
    /// <summary>As a step of a loop.</summary>
    static readonly Action<object?> Step = static reader => Unsafe.As<ISocketReader>(reader!).OnReadable();

    /// <summary>There may be something to receive: <see cref="DriverSocket.TryReceive"/> tells. On the loop, or on the thread pool when it has ended.</summary>
    void OnReadable();
}
