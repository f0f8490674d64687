using System.Net;
using System.Net.Sockets;
using Rondo.IO;
using TcpListener = Rondo.IO.TcpListener;

namespace Rondo.Tests.IO;

/// <summary>Addresses and paths in every notation, and those that cannot be: one kind of failure each, alike on every driver.</summary>
public sealed class AddressTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-address-").FullName;

    public static TheoryData<string, string> Addresses() => new()
    {
        { "127.0.0.1", "127.0.0.1" },
        { "127.1", "127.0.0.1" },
        { "0x7f.1", "127.0.0.1" },
        { "017700000001", "127.0.0.1" },
        { "2130706433", "127.0.0.1" },
        { "::1", "::1" },
        { "[::1]", "::1" },
        { "0:0:0:0:0:0:0:1", "::1" },
        { "::ffff:127.0.0.1", "::ffff:127.0.0.1" },
        { "[::ffff:7f00:1]", "::ffff:127.0.0.1" },
        { "fe80::1%3", "fe80::1%3" },
        { "[fe80::1%3]", "fe80::1%3" },
    };

    public static TheoryData<string, string> NoHosts()
    {
        const string mixed = "it is neither a name nor an address; a port is passed by itself";
        const string spaces = "a name contains no spaces or control characters";
        const string empty = "a part of the name is empty";
        return new()
        {
            { "[::1]:80", mixed },
            { "127.0.0.1:80", mixed },
            { "localhost:80", mixed },
            { "[127.0.0.1]", mixed },
            { "[localhost]", mixed },
            { "[::1", mixed },
            { "::1]", mixed },
            { "::g", mixed },
            { "1::2::3", mixed },
            { "http://localhost", mixed },
            { " ", spaces },
            { " localhost", spaces },
            { "local host", spaces },
            { "localhost\n", spaces },
            { "127.0.0.1 ", spaces },
            { ".", empty },
            { ".localhost", empty },
            { "a..invalid", empty },
            { "localhost..", empty },
            { $"{new string('a', 64)}.invalid", "each part of a name has at most 63 characters" },
            { string.Concat(Enumerable.Repeat("abcdefghi.", 26)), "a name has at most 253 characters" },
            { $"{new string('\u00fc', 64)}.invalid", "it is not a valid international name" },
        };
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [LoopTheory]
    [MemberData(nameof(Addresses))]
    public async Task An_address_needs_no_resolver_in_any_notation(string host, string address) =>
        Assert.Equal(IPAddress.Parse(address), Assert.Single(await LoopDns.ResolveAsync(host)));

    [LoopTheory]
    [MemberData(nameof(NoHosts))]
    public async Task A_text_that_is_no_host_is_not_found_and_says_why(string host, string why)
    {
        foreach (var call in new Func<Task>[]
        {
            async () => await LoopDns.ResolveAsync(host),
            () => TcpStream.ConnectAsync(host, 80),
            () => TcpStream.ConnectAsync(new DnsEndPoint(host, 80)),
        })
        {
            var failure = await Assert.ThrowsAsync<SocketException>(call);
            Assert.Equal($"Cannot find the address of '{host}': {why} (HostNotFound).", failure.Message);
            Assert.Equal(SocketError.HostNotFound, failure.SocketErrorCode);
        }
    }

    [LoopFact]
    public async Task An_international_name_is_resolved_in_ASCII()
    {
        string? asked = null;
        await LoopDns.Ask("b\u00fccher.invalid", (name, _) =>
        {
            asked = name;
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        });
        Assert.Equal("xn--bcher-kva.invalid", asked);
    }

    [LoopFact]
    public async Task A_name_with_a_dot_at_its_end_is_a_name() => Assert.Equal(
        "localhost.",
        await AskedAsync("localhost."));

    [LoopFact]
    public async Task Connections_take_addresses_in_every_notation()
    {
        using var listener = TcpListener.Bind("*", 0);
        foreach (var host in new[] { "127.0.0.1", "127.1", "0x7f.1", "::1", "[::1]", "::ffff:127.0.0.1", "localhost" })
        {
            using var client = await TcpStream.ConnectAsync(host, listener.LocalEndPoint.Port);
            using var server = await listener.AcceptAsync();
        }
    }

    [LoopTheory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.1", "127.0.0.1")]
    [InlineData("[::1]", "::1")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    public async Task Listeners_take_addresses_in_every_notation(string address, string bound)
    {
        using var listener = TcpListener.Bind(address, 0);
        Assert.Equal(IPAddress.Parse(bound), listener.LocalEndPoint.Address);
        using var client = await TcpStream.ConnectAsync(listener.LocalEndPoint);
        using var server = await listener.AcceptAsync();
    }

    [LoopTheory]
    [InlineData("[::1]:80")]
    [InlineData("127.0.0.1:80")]
    [InlineData("example.org")]
    [InlineData(" ")]
    public void A_listener_names_what_is_no_address(string address)
    {
        var failure = Assert.Throws<ArgumentException>(() => TcpListener.Bind(address, 0));
        Assert.StartsWith($"'{address}' is not an IP address. ", failure.Message);
    }

    [LoopFact]
    public async Task Datagrams_take_an_IPv4_address_that_is_mapped()
    {
        var mapped = new IPEndPoint(IPAddress.Loopback.MapToIPv6(), 0);
        using var receiver = UdpSocket.Bind(mapped);
        var target = new IPEndPoint(mapped.Address, receiver.LocalEndPoint.Port);
        using var connected = await UdpSocket.ConnectAsync(target);
        await connected.SendAsync(new byte[] { 1 });
        using var sender = UdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await sender.SendToAsync(new byte[] { 2 }, target);
        using var both = UdpSocket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        var buffer = new byte[1];
        for (var i = 0; i < 2; i++)
            Assert.Equal(1, (await receiver.ReceiveFromAsync(buffer)).Bytes);
    }

    [LoopFact]
    public async Task Ports_out_of_range_are_arguments_out_of_range()
    {
        foreach (var port in new[] { -1, 65536, int.MaxValue })
        {
            Assert.Equal("port", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => TcpStream.ConnectAsync("127.0.0.1", port))).ParamName);
            Assert.Equal("port", Assert.Throws<ArgumentOutOfRangeException>(() => TcpListener.Bind("127.0.0.1", port)).ParamName);
        }

        Assert.Equal("port", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => TcpStream.ConnectAsync("localhost", 0))).ParamName);
    }

    [LoopFact]
    public async Task Socket_files_that_cannot_be_connected_to_are_named()
    {
        var file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, "");
        var stale = Path.Combine(_directory, "stale");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(Path.Combine(_directory, "bound")));
            File.Move(Path.Combine(_directory, "bound"), stale); // which the BCL does not remove
        }

        var outcomes = new List<string>();
        foreach (var path in new[] { Path.Combine(_directory, "missing"), Path.Combine(_directory, "missing", "x"), Path.Combine(file, "x"), file, _directory, stale, "/dev/null" })
        {
            var failure = await Assert.ThrowsAsync<SocketException>(() => UnixStream.ConnectAsync(path));
            outcomes.Add(failure.Message.Replace(_directory, "", StringComparison.Ordinal));
        }

        foreach (var path in new[] { Path.Combine(_directory, "missing", "x"), Path.Combine(file, "x"), file, _directory })
        {
            var failure = Assert.Throws<SocketException>(() => UnixListener.Bind(path));
            outcomes.Add(failure.Message.Replace(_directory, "", StringComparison.Ordinal));
        }

        Assert.Equal(
            [
                "Cannot connect to /missing: no file is there (AddressNotAvailable).",
                "Cannot connect to /missing/x: no file is there (AddressNotAvailable).",
                "Cannot connect to /file/x: no file is there (AddressNotAvailable).",
                "Cannot connect to /file: a file that is no socket is there (ConnectionRefused).",
                "Cannot connect to : a file that is no socket is there (ConnectionRefused).",
                "Cannot connect to /stale: nothing listens there (ConnectionRefused).",
                "Cannot connect to /dev/null: a file that is no socket is there (ConnectionRefused).",
                "Cannot listen on /missing/x: its directory does not exist (AddressNotAvailable).",
                "Cannot listen on /file/x: its directory does not exist (AddressNotAvailable).",
                "Cannot listen on /file: a file that is no socket is there (AddressAlreadyInUse). Remove it, or choose another path.",
                "Cannot listen on : a file that is no socket is there (AddressAlreadyInUse). Remove it, or choose another path.",
            ],
            outcomes);
        using var replaced = UnixListener.Bind(stale);
        using var client = await UnixStream.ConnectAsync(stale);
    }

    [LoopFact]
    public async Task A_path_that_is_too_long_is_an_argument()
    {
        var path = Path.Combine(_directory, new string('x', 200));
        Assert.Equal("path", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => UnixStream.ConnectAsync(path))).ParamName);
        Assert.Equal("path", Assert.Throws<ArgumentOutOfRangeException>(() => UnixListener.Bind(path)).ParamName);
    }

    private static async Task<string> AskedAsync(string host)
    {
        var asked = "";
        await LoopDns.Ask(host, (name, _) =>
        {
            asked = name;
            return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
        });
        return asked;
    }
}
