using System.Runtime.ExceptionServices;

namespace Rondo.IO.Drivers;

/// <summary>
/// A socket that waits for readability by a receive, and remembers what that has failed with: a kernel tells an error once, and
/// bytes in memory know nothing of a loop's end.
/// </summary>
internal abstract class WaitingSocket : DriverSocket
{
    private Exception? _unreadable;

    private protected sealed override void OnUnreadable(Exception exception) => _unreadable = exception;

    /// <summary>For the first line of <see cref="DriverSocket.TryReceive"/>.</summary>
    private protected void ThrowIfUnreadable()
    {
        if (_unreadable is not { } failure)
            return;
        _unreadable = null;
        ExceptionDispatchInfo.Throw(failure);
    }
}
