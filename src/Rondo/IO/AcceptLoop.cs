using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>Accepting, with the failures that pass: what the listeners share.</summary>
internal sealed class AcceptLoop(DriverSocket socket)
{
    /// <summary>How long to wait for descriptors to come free: asyncio waits 1 s, Go up to 1 s; at 100 ms clients hardly notice.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private long _accepted;
    private long _aborted;
    private long _exhausted;

    internal SocketListenerStatistics Statistics => new(_accepted, _aborted, _exhausted);

    internal async ValueTask<SafeSocketHandle> AcceptAsync()
    {
        while (true)
        {
            try
            {
                var handle = await socket.AcceptAsync();
                _accepted++;
                return handle;
            }
            catch (SocketException failure) when (IsPeersTrouble(failure.SocketErrorCode))
            {
                _aborted++;
            }
            catch (SocketException failure)
                when (failure.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                // The connection stays in the backlog; asking again at once would turn the loop into a busy one.
                _exhausted++;
                await EventLoop.Sleep(s_pause);
            }
        }
    }

    /// <summary>Linux passes errors of the new connection on through accept; accept(2) asks to treat them as "try again".</summary>
    private static bool IsPeersTrouble(SocketError code) => code is SocketError.ConnectionAborted or SocketError.ConnectionReset
        or SocketError.NetworkDown or SocketError.HostDown or SocketError.HostUnreachable or SocketError.NetworkUnreachable
        or SocketError.TimedOut;
}
