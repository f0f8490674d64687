using Rondo.Http;

namespace Rondo.Starts;

/// <summary>A program that fetches addresses through whichever proxy its environment names, as the BCL reads it once for a process.</summary>
internal static class Proxied
{
    internal static void Run(string[] addresses) => EventLoop.Run(async () =>
    {
        using var clients = new LoopHttpClients();
        foreach (var address in addresses)
        {
            try
            {
                Console.WriteLine(await clients.Current.GetStringAsync(new Uri(address)));
            }
            catch (HttpRequestException failure)
            {
                Console.WriteLine(failure.HttpRequestError);
            }
        }
    });
}
