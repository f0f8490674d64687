using System.Globalization;
using System.Text;
using Rondo;

namespace Primer;

/// <summary>What happened when, by the loop's clock: one lane per task.</summary>
public sealed class Timeline
{
    private const int Width = 56;

    private readonly TimeProvider _clock = EventLoop.Current.Clock;
    private readonly long _start;
    private readonly List<Moment> _moments = [];

    /// <summary>Starts now.</summary>
    public Timeline() => _start = _clock.GetTimestamp();

    /// <summary>What was marked, in order.</summary>
    public IReadOnlyList<Moment> Moments => _moments;

    /// <summary>Marks a moment in a lane.</summary>
    public void Mark(string lane, string what) =>
        _moments.Add(new Moment((int)Math.Round(_clock.GetElapsedTime(_start).TotalMilliseconds), lane, what));

    /// <summary>The moments as a list, and the lanes as a picture: <c>o</c> is a moment, the line between them the task's life.</summary>
    public string Draw()
    {
        var text = new StringBuilder();
        foreach (var moment in _moments)
            text.AppendLine(CultureInfo.InvariantCulture, $"{moment.Milliseconds,6} ms  {moment.Lane,-12} {moment.What}");
        var end = Math.Max(1, _moments.Max(static moment => moment.Milliseconds));
        text.AppendLine();
        foreach (var lane in _moments.GroupBy(static moment => moment.Lane))
        {
            var marks = lane.Select(moment => moment.Milliseconds * (Width - 1) / end).ToHashSet();
            var line = new char[Width];
            for (var i = 0; i < Width; i++)
                line[i] = marks.Contains(i) ? 'o' : i > marks.Min() && i < marks.Max() ? '-' : ' ';
            text.AppendLine(CultureInfo.InvariantCulture, $"{lane.Key,12} |{new string(line)}|");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{"",12}  0{end.ToString(CultureInfo.InvariantCulture).PadLeft(Width - 4)} ms");
        return text.ToString();
    }
}
