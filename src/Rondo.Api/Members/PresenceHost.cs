using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Rondo.Server;

namespace Rondo.Api.Members;

/// <summary>Runs the exchange with other processes from the app's start to its stop, on a loop.</summary>
internal sealed class PresenceHost(
    PresenceTable table, Topics topics, IOptions<PresenceOptions> options, ServerLoops loops) : IHostedService
{
    private CancelScope? _scope;
    private Task? _running;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        options.Value.Validate();
        return topics.Broker is null ? Task.CompletedTask : loops.Loops[0].InvokeAsync(() =>
        {
            var handle = TaskGroup.Detach("presence", () => CancelScope.RunAsync(async scope =>
            {
                _scope = scope;
                await new PresenceExchange(table, topics, options.Value).RunAsync();
            }));
            _running = handle.AsTask();
        });
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_running is { } running)
        {
            await loops.Loops[0].InvokeAsync(async () =>
            {
                _scope?.Cancel("the app is stopping");
                await running;
            });
        }
    }
}
