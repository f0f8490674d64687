using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.Testing.Network;

/// <summary>A wait on a <see cref="MemoryPipe"/>. An attempt moves bytes.</summary>
internal abstract class MemoryOperation(MemorySocket socket) : AttemptOperation
{
    protected void Complete(SocketError error)
    {
        Leave();
        if (error == SocketError.Success)
            Succeed();
        else
            Fail(new SocketException((int)error));
    }

    protected override Exception Explain(Exception exception) => socket.Explain(exception);
}
