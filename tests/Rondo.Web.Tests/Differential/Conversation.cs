namespace Rondo.Web.Tests.Differential;

/// <summary>Holds an exchange with a server and says, as text, what came of it.</summary>
internal static class Conversation
{
    private const string Ended = "ended";

    internal const string Probe = "GET /probe HTTP/1.1\r\nHost: probe\r\n\r\n";

    /// <summary>For a server that neither answers nor closes. Nothing waits for it otherwise.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends each part at once.</summary>
    internal static Task<string> HoldAsync(IWire wire, Exchange exchange) => HoldAsync(wire, exchange, bytes => wire.SendAsync(bytes));

    /// <summary>Sends the parts as the caller likes.</summary>
    internal static async Task<string> HoldAsync(IWire wire, Exchange exchange, Func<byte[], ValueTask> send)
    {
        var reader = new AnswerReader(wire);
        var talking = TalkAsync(wire, reader, exchange, send);
        if (await Task.WhenAny(talking, Task.Delay(s_patience)) != talking)
        {
            await wire.DisposeAsync();
            await ((Task)talking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return $"{reader.Seen}-- then nothing for {s_patience.TotalSeconds} s";
        }

        await using (wire)
            return await talking is var fate && (fate == Ended || exchange.Race is not null) ? fate : $"{reader.Seen}-- {fate}";
    }

    private static async Task<string> TalkAsync(IWire wire, AnswerReader reader, Exchange exchange, Func<byte[], ValueTask> send)
    {
        var finals = 0;
        var alive = await TrySendAsync(send, exchange.First);
        foreach (var part in exchange.Later)
        {
            alive = await reader.ReadAsync();
            finals += alive && reader.WasFinal ? 1 : 0;
            if (!alive)
                return Fate(reader, exchange);
            await TrySendAsync(send, part);
        }

        if (exchange.Ending == Ending.HalfClose)
        {
            wire.EndSending();
            while (await reader.ReadAsync())
            {
            }

            return Ended;
        }

        while (finals < exchange.Answers)
        {
            if (!await reader.ReadAsync())
                return Fate(reader, exchange);
            finals += reader.WasFinal ? 1 : 0;
        }

        if (exchange.Ending == Ending.Finish)
            wire.EndSending();
        if (exchange.Ending != Ending.Probe || reader.SaidClose)
        {
            await reader.ReadToEndAsync();
            return Fate(reader, exchange);
        }

        // A server that has closed without saying so answers the probe with a reset, or has its end here already.
        await TrySendAsync(send, Probe);
        do
        {
            if (!await reader.ReadAsync())
                return "closed";
        }
        while (reader.Body != "probe");
        return "open";
    }

    private static string Fate(AnswerReader reader, Exchange exchange) =>
        reader.Fate is null ? "not understood" : exchange.EndOrReset is null ? reader.Fate : "closed or reset";

    private static async ValueTask<bool> TrySendAsync(Func<byte[], ValueTask> send, string text)
    {
        try
        {
            await send(Exchange.Bytes(text));
            return true;
        }
        catch (IOException)
        {
            return false; // what it answered before it closed is there to be read
        }
    }
}
