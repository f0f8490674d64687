using System.Net;
using System.Net.Sockets;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>RFC 8305, on the virtual clock: attempts are functions that take time.</summary>
public class HappyEyeballsTests
{
    private static readonly IPAddress s_a6 = IPAddress.Parse("2001:db8::1");
    private static readonly IPAddress s_b6 = IPAddress.Parse("2001:db8::2");
    private static readonly IPAddress s_a4 = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_b4 = IPAddress.Parse("192.0.2.2");
    private static readonly TimeSpan s_stagger = TimeSpan.FromMilliseconds(250);

    private readonly List<(int At, IPAddress Address)> _attempts = [];
    private readonly List<Connection> _connections = [];
    private int _canceled;

    private static int Now => (int)((VirtualClock)EventLoop.Current.Clock).Elapsed.TotalMilliseconds;

    [Fact]
    public void Families_alternate_and_the_resolvers_favourite_comes_first()
    {
        Assert.Equal([s_a6, s_a4, s_b6, s_b4], HappyEyeballs.Interleave([s_a6, s_b6, s_a4, s_b4]));
        Assert.Equal([s_a4, s_a6, s_b4], HappyEyeballs.Interleave([s_a4, s_b4, s_a6]));
        Assert.Equal([s_a4, s_b4], HappyEyeballs.Interleave([s_a4, s_b4]));
    }

    [LoopFact(Virtual = true)]
    public async Task An_address_that_answers_in_time_is_the_only_one_tried()
    {
        var winner = await Connect([s_a6, s_a4], _ => AnswersAfter(100));
        Assert.Equal(s_a6, winner.Address);
        Assert.Equal(100, Now);
        Assert.Equal([(0, s_a6)], _attempts);
    }

    [LoopFact(Virtual = true)]
    public async Task A_silent_address_gets_company_after_250_ms()
    {
        var winner = await Connect([s_a6, s_a4], address => address == s_a6 ? AnswersAfter(100_000) : AnswersAfter(20));
        Assert.Equal(s_a4, winner.Address);
        Assert.Equal(270, Now);
        Assert.Equal([(0, s_a6), (250, s_a4)], _attempts);
        Assert.Equal(1, _canceled);
    }

    [LoopFact(Virtual = true)]
    public async Task A_slow_first_address_may_still_win()
    {
        var winner = await Connect([s_a6, s_a4], address => address == s_a6 ? AnswersAfter(300) : AnswersAfter(100));
        Assert.Equal(s_a6, winner.Address);
        Assert.Equal(300, Now);
        Assert.Equal(1, _canceled);
    }

    [LoopFact(Virtual = true)]
    public async Task An_address_that_fails_makes_way_at_once()
    {
        var winner = await Connect([s_a6, s_b6, s_a4], address => address == s_a6 ? Refuses(10) : AnswersAfter(5));
        Assert.Equal(s_a4, winner.Address);
        Assert.Equal([(0, s_a6), (10, s_a4)], _attempts);
        Assert.Equal(15, Now);
    }

    [LoopFact(Virtual = true)]
    public async Task When_every_address_fails_each_is_named()
    {
        var failure = await Assert.ThrowsAsync<SocketException>(() => Connect([s_a6, s_a4], address => address == s_a6 ? Refuses(10) : Refuses(0)));
        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
        Assert.Equal("Cannot connect to host.test:80, none of its 2 addresses answers: Cannot connect to [2001:db8::1]:80: nothing listens there (ConnectionRefused). Cannot connect to 192.0.2.1:80: nothing listens there (ConnectionRefused).", failure.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task When_the_last_is_silent_an_earlier_one_is_waited_for()
    {
        var winner = await Connect([s_a6, s_a4, s_b6], address => address == s_a6 ? AnswersAfter(10_000) : Refuses(0));
        Assert.Equal(s_a6, winner.Address);
        Assert.Equal(10_000, Now);
        Assert.Equal([(0, s_a6), (250, s_a4), (250, s_b6)], _attempts);
    }

    [LoopFact(Virtual = true)]
    public async Task A_connection_that_comes_too_late_is_closed()
    {
        // Both answer at 300 ms, in the same turn.
        var winner = await Connect([s_a6, s_a4], address => address == s_a6 ? AnswersAfter(300) : AnswersAfter(50));
        Assert.False(winner.IsClosed);
        Assert.All(_connections.Where(connection => connection != winner), connection => Assert.True(connection.IsClosed));
        Assert.Equal(300, Now);
    }

    [LoopFact(Virtual = true)]
    public async Task A_deadline_ends_all_attempts()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(TimeSpan.FromMilliseconds(400), () => Connect([s_a6, s_a4], _ => AnswersAfter(100_000))));
        Assert.Equal(400, Now);
        Assert.Equal(2, _canceled);
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_that_is_not_the_networks_ends_all_attempts()
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => Connect([s_a6, s_a4], address =>
            address == s_a6 ? AnswersAfter(100_000) : throw new InvalidDataException("boom")));
        Assert.Equal("boom", failure.Message);
        Assert.Equal(1, _canceled);
    }

    private static async Task AnswersAfter(int milliseconds) => await EventLoop.Sleep(TimeSpan.FromMilliseconds(milliseconds));

    private static async Task Refuses(int milliseconds)
    {
        if (milliseconds > 0)
            await AnswersAfter(milliseconds);
        throw new SocketException((int)SocketError.ConnectionRefused);
    }

    private Task<Connection> Connect(IPAddress[] addresses, Func<IPAddress, Task> answer) => HappyEyeballs.ConnectAsync("host.test", 80, addresses, s_stagger, async endPoint =>
    {
        _attempts.Add((Now, endPoint.Address));
        try
        {
            await answer(endPoint.Address);
        }
        catch (SocketException failure)
        {
            throw SocketErrors.Cannot("connect to", endPoint, failure);
        }
        catch (OperationCanceledException)
        {
            _canceled++;
            throw;
        }

        var connection = new Connection(endPoint.Address);
        _connections.Add(connection);
        return connection;
    });

    private sealed class Connection(IPAddress address) : IDisposable
    {
        internal IPAddress Address => address;

        internal bool IsClosed { get; private set; }

        public void Dispose() => IsClosed = true;
    }
}
