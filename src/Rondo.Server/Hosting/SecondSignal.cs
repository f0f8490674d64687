using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Rondo.Server.Hosting;

/// <summary>Ends the process at the second SIGTERM, SIGINT or SIGQUIT: who asks again does not want to wait for the drain.</summary>
internal sealed class SecondSignal : IDisposable
{
    /// <summary>
    /// A signal that follows so soon is the same request: a terminal tells the whole process group, and <c>dotnet run</c> may
    /// pass it on besides.
    /// </summary>
    private static readonly TimeSpan s_same = TimeSpan.FromMilliseconds(250);

    private readonly CancellationToken _stopping;
    private readonly PosixSignalRegistration[] _registrations;
    private long _first;

    /// <param name="stopping">Cancelled once the host stops. An app that does something else at the first signal is left alone.</param>
    internal SecondSignal(CancellationToken stopping)
    {
        _stopping = stopping;
        _registrations = [.. ((PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT]).Select(
            signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        var first = Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        if (first == 0 || Stopwatch.GetElapsedTime(first) < s_same || !_stopping.IsCancellationRequested)
            return;
        // The status that a shell shows for a process that the signal has ended.
        Environment.Exit(128 + (context.Signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGQUIT => 3, _ => 15 }));
    }
}
