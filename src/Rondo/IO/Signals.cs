using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rondo.Sync;

namespace Rondo.IO;

/// <summary>Operating-system signals as events of a loop. While it is watched, a signal has lost its usual effect.</summary>
/// <remarks>
/// Belongs to the loop that created it. Signals that arrive while no task waits are kept, each at most once, as the kernel does.
/// <see cref="EventLoop.Run(Func{Task}, EventLoopOptions?)"/> handles SIGINT and SIGTERM itself unless
/// <see cref="EventLoopOptions.HandleSignals"/> is false.
/// </remarks>
public sealed class Signals : IDisposable
{
    private readonly EventLoop _loop = EventLoop.Current;
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Queue<PosixSignal> _arrived = new();
    private Event? _waiter;
    private bool _disposed;

    /// <summary>Begins to watch.</summary>
    /// <param name="signals">At least one. A positive number is the platform's own, such as 10 for SIGUSR1 on Linux.</param>
    /// <exception cref="PlatformNotSupportedException">The platform does not have, or does not hand out, one of them.</exception>
    /// <exception cref="IOException">The kernel refuses: SIGKILL and SIGSTOP cannot be watched.</exception>
    public Signals(params ReadOnlySpan<PosixSignal> signals)
    {
        if (signals.IsEmpty)
            throw new ArgumentException("No signal to watch was given.", nameof(signals));
        try
        {
            foreach (var signal in signals)
                _registrations.Add(PosixSignalRegistration.Create(signal, context => OnSignal(context, signal)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Waits for one signal, once.</summary>
    /// <param name="signal">The signal, which is watched from this call on until it returns.</param>
    public static async Task WaitAsync(PosixSignal signal)
    {
        using var signals = new Signals(signal);
        await signals.NextAsync();
    }

    /// <summary>Waits for the next of the watched signals.</summary>
    /// <exception cref="ObjectDisposedException">This program has stopped watching.</exception>
    /// <exception cref="InvalidOperationException">Another task is waiting already.</exception>
    public async ValueTask<PosixSignal> NextAsync()
    {
        CancelScope.ThrowIfCanceled();
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_waiter is not null)
            throw new InvalidOperationException(
                "These signals are busy: a second task waits for the next one. Let one task at a time wait.");
        if (_arrived.Count == 0)
        {
            _waiter = new Event();
            try
            {
                await _waiter.WaitAsync();
            }
            finally
            {
                _waiter = null;
            }

            if (_arrived.Count == 0)
                throw new ObjectDisposedException(
                    nameof(Signals), "The signals are not watched any more: this program has disposed of the watch.");
        }

        return _arrived.Dequeue();
    }

    /// <summary>The watched signals as they arrive, until the enumeration is left or cancelled.</summary>
    /// <param name="cancellationToken">Cancels the enumeration, as the ambient scope does.</param>
    public async IAsyncEnumerable<PosixSignal> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            yield return cancellationToken.CanBeCanceled
                ? await CancelScope.LinkTo(cancellationToken, () => NextAsync().AsTask())
                : await NextAsync();
        }
    }

    /// <summary>
    /// Stops watching: the signals have their usual effect again. A task that waits gets <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (var registration in _registrations)
            registration.Dispose();
        _waiter?.Set();
    }

    /// <summary>Called by the BCL on a thread of the pool.</summary>
    private void OnSignal(PosixSignalContext context, PosixSignal signal)
    {
        context.Cancel = true;
        try
        {
            _loop.Post(() =>
            {
                if (_disposed || _arrived.Contains(signal))
                    return;
                _arrived.Enqueue(signal);
                _waiter?.Set();
            });
        }
        catch (ObjectDisposedException)
        {
            context.Cancel = false; // the loop that watched has ended
        }
    }
}
