using Microsoft.Extensions.Logging;
using Rondo.OpenTelemetry.Tests;

namespace Rondo.Nats.Tests;

/// <summary>The URL of the server, and a start without a server.</summary>
public sealed class NatsStartTests
{
    [LoopFact]
    public async Task An_app_that_cannot_connect_says_what_to_do()
    {
        await using var server = await NatsServer.StartAsync();
        await server.StopAsync();
        await using var app = App.Create(builder => builder.UseNats($"nats://ann:secret@127.0.0.1:{server.Port}"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestClient.StartAsync(app));
        Assert.StartsWith($"Could not connect to NATS at nats://127.0.0.1:{server.Port}: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(". Start the server, or correct the URL that UseNats has.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
        await server.StartAsync();
    }

    [LoopFact]
    public async Task A_service_that_publishes_after_the_end_is_no_error()
    {
        using var log = new KeptLog();
        await using var server = await NatsServer.StartAsync();
        await using var client = await TestClient.StartAsync(App.Create(builder =>
            builder.UseNats(server.Url).Logging.AddProvider(log)));
        await client.Services.GetRequiredService<NatsBroker>().DisposeAsync();
        await client.Services.GetRequiredService<Topics>().Get<int>("n").PublishAsync(1);
        Assert.Empty(log.Warnings);
    }

    [LoopTheory]
    [InlineData("ann:secret@", "--user", "ann", "--pass", "secret")]
    [InlineData("secret@", "--auth", "secret")]
    public async Task A_user_or_token_stands_in_the_URL(string user, params string[] options)
    {
        await using var server = await NatsServer.StartAsync(options);
        await using (var client = await TestClient.StartAsync(App.Create(builder => builder.UseNats($"nats://{user}127.0.0.1:{server.Port}"))))
            await client.Services.GetRequiredService<Topics>().Get<int>("n").PublishAsync(1);
        await using var wrong = App.Create(builder => builder.UseNats(server.Url));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestClient.StartAsync(wrong));
        Assert.Contains("uthorization", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", "\"localhost\" is no address of a NATS server. Use nats://host:port, or tls://host:port; separate several by commas.")]
    [InlineData("http://a", "\"http://a\" is no address of a NATS server. Use nats://host:port, or tls://host:port; separate several by commas.")]
    [InlineData("nats://a,b", "\"b\" is no address of a NATS server. Use nats://host:port, or tls://host:port; separate several by commas.")]
    public void A_wrong_URL_is_refused(string url, string error) =>
        Assert.Equal(error, Assert.Throws<FormatException>(() => App.Create(builder => builder.UseNats(url))).Message);

    [Fact]
    public void An_app_without_a_URL_and_a_wrong_prefix_say_so()
    {
        Assert.Equal(
            "The app uses NATS, and the setting NATS_URL is missing. Set it in the environment: NATS_URL=nats://localhost:4222.",
            Assert.Throws<InvalidOperationException>(() => App.Create(static builder => builder.UseNats())).Message);
        var prefix = Assert.Throws<ArgumentException>(
            () => App.Create(static builder => builder.UseNats("nats://a", new NatsOptions { Prefix = "a.b" })));
        Assert.Equal("NatsOptions.Prefix is \"a.b\". Use letters, digits, - and _ only.", prefix.Message);
    }
}
