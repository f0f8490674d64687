using System.Globalization;
using System.Net.Http.Headers;
using Rondo.Sync;

namespace Rondo.Cluster.Tests;

/// <summary>Clients of the dashboard's event stream, which resume as browsers do: with the id of the last event.</summary>
internal sealed class EventClients(Uri front, int clients) : IDisposable
{
    private readonly LoopHttpClients _clients = new();
    private readonly long[] _last = new long[clients];
    private Event _received = new();

    internal int Count { get; private set; }

    internal int Connections { get; private set; }

    /// <summary>Gets the events that did not follow the one before.</summary>
    internal List<string> Gaps { get; } = [];

    internal Task RunAsync() => TaskGroup.RunAsync(group =>
    {
        for (var i = 0; i < clients; i++)
        {
            var number = i;
            group.Start(() => FollowAsync(number));
        }
    });

    /// <summary>Waits until each client has received another event.</summary>
    internal async Task ResumedAsync()
    {
        var before = _last.ToArray();
        while (_last.Zip(before).Any(static each => each.First == each.Second))
            await _received.WaitAsync();
    }

    public void Dispose() => _clients.Dispose();

    private async Task FollowAsync(int number)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(front, "/events"));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            if (_last[number] > 0)
                request.Headers.Add("Last-Event-ID", _last[number].ToString(CultureInfo.InvariantCulture));
            try
            {
                using var response =
                    await _clients.Current.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancelScope.CurrentToken);
                response.EnsureSuccessStatusCode();
                Connections++;
                using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(CancelScope.CurrentToken));
                while (await lines.ReadLineAsync(CancelScope.CurrentToken) is { } line)
                    Handle(number, line);
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException { StatusCode: null })
            {
                // The process ended: the next connection resumes.
            }

            await EventLoop.Sleep(TimeSpan.FromMilliseconds(200));
        }
    }

    private void Handle(int number, string line)
    {
        if (!line.StartsWith("id:", StringComparison.Ordinal))
            return;
        var id = long.Parse(line.AsSpan(3).Trim(), CultureInfo.InvariantCulture);
        if (id != _last[number] + 1)
            Gaps.Add($"client {number}: {id} after {_last[number]}");
        _last[number] = id;
        Count++;
        _received.Set();
        _received = new Event();
    }
}
