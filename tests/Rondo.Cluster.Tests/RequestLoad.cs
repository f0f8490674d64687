using System.Net.Http.Json;
using Rondo.Sync;

namespace Rondo.Cluster.Tests;

/// <summary>
/// Requests at a steady rate, however long each takes: reads, writes, and some that take a while. A machine that is too slow for the rate
/// has at most <see cref="MostOpen"/> open; <see cref="Rate"/> says how many a second it were.
/// </summary>
internal sealed class RequestLoad(Uri front, int rate) : IDisposable
{
    private const int MostOpen = 400;

    private readonly LoopHttpClients _clients = new();
    private readonly HashSet<string> _kitchens = [];
    private Event _served = new();
    private int _open;

    internal int Count { get; private set; }

    /// <summary>Gets the requests of a second.</summary>
    internal double Rate { get; private set; }

    internal TimeSpan Slowest { get; private set; }

    /// <summary>Gets the requests that had no response, or an error.</summary>
    internal List<string> Lost { get; } = [];

    /// <summary>Sends requests until it is cancelled; then waits for those that are under way.</summary>
    internal async Task RunAsync()
    {
        var clock = EventLoop.Current.Clock;
        var scope = CancelScope.Current!;
        await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => TaskGroup.RunAsync(async group =>
        {
            var start = clock.GetTimestamp();
            for (var i = 0; !scope.IsCanceled; i++)
            {
                var number = i;
                _open++;
                group.Start(() => SendAsync(number));
                var due = TimeSpan.FromSeconds((i + 1) / (double)rate);
                do
                {
                    var pause = due - clock.GetElapsedTime(start);
                    await EventLoop.Sleep(pause > TimeSpan.Zero || _open < MostOpen ? pause : TimeSpan.FromMilliseconds(1));
                }
                while (_open >= MostOpen);
                Rate = (i + 1) / clock.GetElapsedTime(start).TotalSeconds;
            }
        }));
    }

    /// <summary>Waits until a process serves requests again.</summary>
    internal async Task ServedByAsync(string kitchen)
    {
        _kitchens.Clear();
        while (!_kitchens.Contains(kitchen))
            await _served.WaitAsync();
    }

    public void Dispose() => _clients.Dispose();

    private async Task SendAsync(int number)
    {
        var (start, path) = (EventLoop.Current.Clock.GetTimestamp(),
            (number % 10) switch { 0 => "/items", 1 => "/orders", 2 => "/sleep/200", _ => "/json" });
        try
        {
            var client = _clients.Current;
            var token = CancelScope.CurrentToken;
            using var response = path switch
            {
                "/items" => await client.PostAsJsonAsync(
                    new Uri(front, path), new { name = $"item {number}", price = 1, tags = Array.Empty<string>() }, token),
                "/orders" => await client.PostAsJsonAsync(new Uri(front, path), new { dish = "soup" }, token),
                _ => await client.GetAsync(new Uri(front, path), token),
            };
            if (!response.IsSuccessStatusCode)
                Lost.Add($"{number} {path}: {(int)response.StatusCode}");
            else if (response.Headers.TryGetValues("X-Kitchen", out var kitchens))
                Served(kitchens.Single());
        }
        catch (HttpRequestException exception)
        {
            Lost.Add($"{number} {path}: {exception.Message}");
        }

        _open--;
        Count++;
        var took = EventLoop.Current.Clock.GetElapsedTime(start);
        Slowest = took > Slowest ? took : Slowest;
    }

    private void Served(string kitchen)
    {
        if (!_kitchens.Add(kitchen))
            return;
        _served.Set();
        _served = new Event();
    }
}
