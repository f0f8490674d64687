namespace Rondo.Jobs.Working;

/// <summary>The attempts that began within a period, for a limit of rate.</summary>
internal sealed class RateWindow(QueueOptions options)
{
    private readonly Queue<long> _starts = new();

    /// <summary>Returns how many attempts may begin now, at most a number.</summary>
    internal int Allowance(int most)
    {
        if (options.Rate == 0)
            return most;
        Forget();
        return Math.Min(most, options.Rate - _starts.Count);
    }

    internal void Add(int count)
    {
        for (var i = 0; options.Rate > 0 && i < count; i++)
            _starts.Enqueue(EventLoop.Current.Clock.GetTimestamp());
    }

    /// <summary>Returns the time until the next attempt may begin; null: the rate is no limit now.</summary>
    internal TimeSpan? Wait()
    {
        Forget();
        return options.Rate > 0 && _starts.Count >= options.Rate
            ? options.RatePeriod - EventLoop.Current.Clock.GetElapsedTime(_starts.Peek()) : null;
    }

    private void Forget()
    {
        while (_starts.Count > 0 && EventLoop.Current.Clock.GetElapsedTime(_starts.Peek()) >= options.RatePeriod)
            _starts.Dequeue();
    }
}
