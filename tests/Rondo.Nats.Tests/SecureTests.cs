namespace Rondo.Nats.Tests;

/// <summary>TLS, users and tokens with real servers.</summary>
public sealed class SecureTests
{
    public static TheoryData<string, bool, string[]> Users => new()
    {
        { "", false, [] },
        { "ann:p%40ss%2Fword@", false, ["--user", "ann", "--pass", "p@ss/word"] },
        { "secret@", false, ["--auth", "secret"] },
        { "", true, [] },
        { "ann:secret@", true, ["--user", "ann", "--pass", "secret"] },
        { "secret@", true, ["--auth", "secret"] },
    };

    [LoopTheory(Drivers = "epoll,portable"), MemberData(nameof(Users))]
    public async Task Hosts_meet_over_a_server_that_asks_for_it(string user, bool tls, string[] options)
    {
        using var certificates = new Certificates();
        await using var server = await NatsServer.StartAsync([.. options, .. tls ? certificates.ServerOptions : []]);
        var url = $"{(tls ? "tls" : "nats")}://{user}127.0.0.1:{server.Port}";
        var authority = tls ? certificates.Authority : null;
        await using var one = await StartAsync(url, authority);
        await using var two = await StartAsync(url, authority);
        using var heard = await Topics(two).Get<int>("n").SubscribeAsync();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                while (true) // a client on a busy machine may lose its connection, and connect anew
                {
                    await Topics(one).Get<int>("n").PublishAsync(7);
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(100));
                }
            });
            Assert.Equal(7, (await heard.ReceiveAsync()).Value);
            group.Cancel("it was heard");
        });
    }

    [LoopTheory(Drivers = "epoll,portable")]
    [InlineData("ann:wrong@")]
    [InlineData("")]
    [InlineData("token@")]
    public async Task A_wrong_user_is_one_sentence(string user)
    {
        await using var server = await NatsServer.StartAsync("--user", "ann", "--pass", "secret");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync($"nats://{user}127.0.0.1:{server.Port}"));
        Assert.Equal(
            $"NATS at nats://127.0.0.1:{server.Port} refuses the user and password, or the token, of the URL: "
            + "Server error: Authorization Violation. Correct them.",
            error.Message);
    }

    [LoopTheory(Drivers = "epoll,portable"), InlineData("tls"), InlineData("nats")]
    public async Task An_authority_that_is_not_known_is_one_sentence(string scheme)
    {
        using var certificates = new Certificates();
        using var others = new Certificates();
        await using var server = await NatsServer.StartAsync(certificates.ServerOptions);
        foreach (var file in (string?[])[null, others.Authority])
        {
            var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync($"{scheme}://127.0.0.1:{server.Port}", file));
            Assert.StartsWith(
                $"NATS at {scheme}://127.0.0.1:{server.Port} has a certificate that this machine does not trust: ",
                error.Message,
                StringComparison.Ordinal);
            Assert.EndsWith(
                ". Set NatsOptions.CaFile to the certificate of its authority, and use the host name that the certificate has.",
                error.Message,
                StringComparison.Ordinal);
        }
    }

    [LoopFact(Drivers = "epoll,portable")]
    public async Task TLS_is_not_given_up_where_the_server_has_none()
    {
        using var certificates = new Certificates();
        await using var server = await NatsServer.StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync($"tls://127.0.0.1:{server.Port}"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(server.Url, certificates.Authority));
    }

    [Fact]
    public void A_file_that_is_missing_says_so()
    {
        var error = Assert.Throws<FileNotFoundException>(
            () => App.Create(static builder => builder.UseNats("tls://a", new NatsOptions { CaFile = "/no/such.pem" })));
        Assert.Equal("NatsOptions.CaFile is \"/no/such.pem\", and there is no such file. Correct the path.", error.Message);
    }

    private static Topics Topics(TestClient client) => client.Services.GetRequiredService<Topics>();

    private static Task<TestClient> StartAsync(string url, string? authority = null) =>
        TestClient.StartAsync(App.Create(builder => builder.UseNats(url, new NatsOptions { CaFile = authority })));
}
