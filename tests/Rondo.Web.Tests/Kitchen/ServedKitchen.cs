using Kitchen;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rondo.Api;

namespace Rondo.Web.Tests.Kitchen;

/// <summary>Kitchen on a port of its own, for clients that need one.</summary>
internal sealed class ServedKitchen(RondoApp app, Uri address, KitchenOptions options) : IAsyncDisposable
{
    internal RondoApp App => app;

    internal Uri Address => address;

    internal KitchenOptions Options => options;

    internal HttpClient Client { get; } = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    internal static async Task<ServedKitchen> StartAsync(Func<KitchenOptions, KitchenOptions>? configure = null)
    {
        var options = new KitchenOptions { Urls = "http://127.0.0.1:0", Loops = 1, Database = $"sqlite://{KitchenFiles.NewDatabase()}" };
        options = configure?.Invoke(options) ?? options;
        var app = KitchenApp.Build(options);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ServedKitchen(app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), options);
    }

    internal async Task Expect(string path, int status, string type, string body)
    {
        using var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal((status, type, body), ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token);
        await app.DisposeAsync();
    }
}
