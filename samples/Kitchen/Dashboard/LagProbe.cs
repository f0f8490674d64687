namespace Kitchen.Dashboard;

/// <summary>Measures how long a loop takes to get to something: it is handed a note, and says when it read it. Used by one task.</summary>
internal sealed class LagProbe(EventLoop loop)
{
    private long _sent;
    private long _read; // zero while the note is on its way

    /// <summary>
    /// How long the last note took, or has been waiting so far; then hands over the next. Never waits, however busy the loop is.
    /// </summary>
    internal TimeSpan Measure()
    {
        var clock = loop.Clock;
        if (_sent == 0)
        {
            Send(clock);
            return TimeSpan.Zero;
        }

        var read = Volatile.Read(ref _read);
        var lag = clock.GetElapsedTime(_sent, read == 0 ? clock.GetTimestamp() : read);
        if (read != 0)
            Send(clock);
        return lag;
    }

    private void Send(TimeProvider clock)
    {
        Volatile.Write(ref _read, 0);
        _sent = clock.GetTimestamp();
        loop.Post(() => Volatile.Write(ref _read, clock.GetTimestamp()));
    }
}
