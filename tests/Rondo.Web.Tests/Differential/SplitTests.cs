namespace Rondo.Web.Tests.Differential;

/// <summary>Where the bytes of a request are cut makes no difference: every position of the short exchanges, each byte alone for all.</summary>
public class SplitTests(MemoryServer server) : IClassFixture<MemoryServer>
{
    /// <summary>Longer ones repeat what these have.</summary>
    private const int Longest = 200;

    /// <summary>So many steps of the loop take a piece from the socket into the handler and the answer out.</summary>
    private const int Steps = 10;

    public static TheoryData<string> Short => [.. Splittable.Where(static exchange => exchange.First.Length <= Longest).Select(static exchange => exchange.Name)];

    public static TheoryData<string> All => [.. Splittable.Where(static exchange => exchange.First.Length <= 10_000).Select(static exchange => exchange.Name)];

    private static IEnumerable<Exchange> Splittable => Exchanges.All.Where(static exchange => exchange.First.Length > 1 && exchange.Unsplit is null && exchange.Ending != Ending.HalfClose && exchange.Race is null);

    [Theory]
    [MemberData(nameof(Short))]
    public Task A_cut_anywhere_makes_no_difference(string name) => server.RunAsync(async () =>
    {
        var exchange = Exchanges.ByName[name];
        var whole = await Conversation.HoldAsync(server.Connect(), exchange);
        for (var cut = 1; cut < exchange.First.Length; cut++)
        {
            var at = cut;
            var split = await AskAsync(exchange, bytes => [bytes.AsMemory(0, Math.Min(at, bytes.Length)), bytes.AsMemory(Math.Min(at, bytes.Length))]);
            Assert.True(whole == split, $"Cut after {cut} bytes, '{RequestLine(exchange, cut)}', the answer is\n{split}\ninstead of\n{whole}");
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public Task Byte_after_byte_makes_no_difference(string name) => server.RunAsync(async () =>
    {
        var exchange = Exchanges.ByName[name];
        var whole = await Conversation.HoldAsync(server.Connect(), exchange);
        Assert.Equal(whole, await AskAsync(exchange, static bytes => Enumerable.Range(0, bytes.Length).Select(at => (ReadOnlyMemory<byte>)bytes.AsMemory(at, 1))));
    });

    [Fact]
    public void There_are_at_least_60_short_exchanges() => Assert.InRange(Short.Count, 60, 5000);

    private Task<string> AskAsync(Exchange exchange, Func<byte[], IEnumerable<ReadOnlyMemory<byte>>> cut)
    {
        var wire = server.Connect();
        return Conversation.HoldAsync(wire, exchange, async bytes =>
        {
            foreach (var piece in cut(bytes))
            {
                await wire.SendAsync(piece);
                for (var step = 0; step < Steps; step++)
                    await EventLoop.Yield();
            }
        });
    }

    private static string RequestLine(Exchange exchange, int cut) => $"{exchange.First[Math.Max(0, cut - 10)..cut]}|{exchange.First[cut..Math.Min(exchange.First.Length, cut + 10)]}".Replace("\r", "<CR>", StringComparison.Ordinal).Replace("\n", "<LF>", StringComparison.Ordinal);
}
