using System.Net.Http.Headers;

namespace Kitchen.Scraping;

/// <summary>A time during which a host is left alone.</summary>
internal sealed class Pause
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);
    private DateTimeOffset _until;

    internal async Task WaitAsync()
    {
        while (_until - EventLoop.Current.Clock.GetUtcNow() is var left && left > TimeSpan.Zero)
            await EventLoop.Sleep(left);
    }

    /// <summary>Extends it by what the host asks for, or by half a second, doubled with each attempt.</summary>
    internal void Extend(RetryConditionHeaderValue? asked, int attempt)
    {
        var now = EventLoop.Current.Clock.GetUtcNow();
        var until = asked?.Date ?? now + (asked?.Delta ?? (TimeSpan.FromMilliseconds(250) * (1 << attempt)));
        until = until < now + s_longest ? until : now + s_longest;
        _until = until > _until ? until : _until;
    }
}
