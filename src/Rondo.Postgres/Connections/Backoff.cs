namespace Rondo.Postgres.Connections;

/// <summary>Pauses between attempts: each is twice as long as the one before, up to a limit.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int _failures;

    /// <summary>Gets the next pause.</summary>
    internal TimeSpan Pause => TimeSpan.FromTicks(Math.Min(first.Ticks << _failures, longest.Ticks));

    /// <summary>Returns the next pause, and doubles the one after it.</summary>
    internal TimeSpan Take()
    {
        var pause = Pause;
        if (pause < longest)
            _failures++;
        return pause;
    }

    /// <summary>Begins again with the first pause: an attempt succeeded.</summary>
    internal void Reset() => _failures = 0;
}
