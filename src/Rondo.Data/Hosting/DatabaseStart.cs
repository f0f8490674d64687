using Microsoft.Extensions.Hosting;

namespace Rondo.Data.Hosting;

/// <summary>Opens a connection before the app listens.</summary>
internal sealed class DatabaseStart(Database database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.CheckAsync();
        }
        catch (Exception exception) when (exception is DatabaseException or DatabaseUnavailable)
        {
            throw new InvalidOperationException(exception.Message, exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
