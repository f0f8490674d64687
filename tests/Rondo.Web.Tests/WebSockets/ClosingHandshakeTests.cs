using System.Net.WebSockets;
using Rondo.Server.WebSockets.Closing;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>Every phase of the closing handshake times every event (RFC 6455, 7).</summary>
public class ClosingHandshakeTests
{
    /// <summary>A cell is the next phase, or a dot for the same, and the initials of the actions, see <see cref="ActionsOf"/>.</summary>
    private const string Matrix = """
        Phase         Ask       Write         Flush      Receive      Breach        Settle Break       Abort        Dispose
        Open          Asked+IL  Sending+SI    .          Received+I   Breached      .      Aborted+C   Aborted+CTR  Disposed+R
        Asked         .         Sending+SI    .          Received+I   Breached      .      Aborted+C   Aborted+CTR  Disposed+R
        Sending       .         .             Sent       Answering+I  BreachSending .      Aborted+C   Aborted+CTR  Disposed+R
        Sent          .         .             .          Closed+I     BreachSent    .      Aborted+C   Aborted+CTR  Disposed+R
        Received      .         Answering+S   .          .            .             .+S    Aborted+L   Aborted+LTR  Disposed+R
        Answering     .         .             Closed+R   .            .             .+S    Aborted+L   Aborted+LTR  Disposed+R
        Closed        .         .             .          .            .             .      .           .+R          .+R
        Breached      .         BreachSending+S .        .            .             .+S    Failed+C    Aborted+CTR  Disposed+R
        BreachSending .         .             BreachSent .            .             .+S    Failed+C    Aborted+CTR  Disposed+R
        BreachSent    .         .             .          .            .             .      Failed+C    Aborted+CTR  Disposed+R
        Failed        .         .             .          .            .             .      .           .+TR         .+R
        Aborted       .         .             .          .            .             .      .           .+TR         .+TR
        Disposed      .         .             .          .            .             .      .           .+R          .+R
        """;

    public static TheoryData<string, string, string> Cells()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var row in Rows()[1..])
        {
            for (var i = 1; i < row.Length; i++)
                data.Add(row[0], Rows()[0][i], row[i]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void An_event_leads_from_a_phase_to_the_next(string phase, string closingEvent, string expected)
    {
        var from = Enum.Parse<ClosingPhase>(phase);
        var cell = expected.Split('+');
        var step = from.After(Enum.Parse<ClosingEvent>(closingEvent));
        Assert.Equal(cell[0] == "." ? from : Enum.Parse<ClosingPhase>(cell[0]), step.Phase);
        Assert.Equal(cell.Length == 1 ? ClosingActions.None : ActionsOf(cell[1]), step.Actions);
    }

    [Fact]
    public void The_matrix_holds_each_phase_and_each_event()
    {
        Assert.Equal(Enum.GetNames<ClosingPhase>(), Rows()[1..].Select(row => row[0]));
        Assert.Equal(Enum.GetNames<ClosingEvent>(), Rows()[0][1..]);
        Assert.All(Rows(), row => Assert.Equal(Rows()[0].Length, row.Length));
    }

    /// <summary>RFC 6455, 5.5.1, 7.1.2 and 7.1.4.</summary>
    [Fact]
    public void A_socket_is_closed_when_both_sides_have_sent_a_close_frame_and_reports_no_other_order()
    {
        Assert.Equal(ClosingPhase.Closed, After(ClosingEvent.Write, ClosingEvent.Flush, ClosingEvent.Receive));
        Assert.Equal(ClosingPhase.Closed, After(ClosingEvent.Write, ClosingEvent.Receive, ClosingEvent.Flush));
        Assert.Equal(ClosingPhase.Closed, After(ClosingEvent.Receive, ClosingEvent.Write, ClosingEvent.Flush));
        Assert.Equal(ClosingPhase.Closed, After(ClosingEvent.Ask, ClosingEvent.Receive, ClosingEvent.Write, ClosingEvent.Flush));
    }

    [Fact]
    public void A_phase_that_is_over_stays_it()
    {
        foreach (var phase in Enum.GetValues<ClosingPhase>().Where(phase => phase.IsOver))
            Assert.All(Enum.GetValues<ClosingEvent>(), closingEvent => Assert.Equal(phase, phase.After(closingEvent).Phase));
    }

    /// <summary>The state that an app sees never goes back.</summary>
    [Fact]
    public void The_reported_state_only_advances()
    {
        foreach (var phase in Enum.GetValues<ClosingPhase>())
        {
            foreach (var next in Enum.GetValues<ClosingEvent>().Select(closingEvent => phase.After(closingEvent).Phase))
                Assert.True(next.State >= phase.State || next.State == WebSocketState.Closed, $"{phase} leads to {next}.");
        }
    }

    private static ClosingPhase After(params ClosingEvent[] events) =>
        events.Aggregate(ClosingPhase.Open, (phase, closingEvent) => phase.After(closingEvent).Phase);

    private static ClosingActions ActionsOf(string initials) =>
        initials.Aggregate(ClosingActions.None, static (sum, initial) => sum | ActionOf(initial));

    private static ClosingActions ActionOf(char initial) => initial switch
    {
        'S' => ClosingActions.SendClose,
        'I' => ClosingActions.EndInput,
        'L' => ClosingActions.LimitApp,
        'C' => ClosingActions.CancelApp,
        'T' => ClosingActions.EndTransport,
        'R' => ClosingActions.Release,
        _ => throw new ArgumentOutOfRangeException(nameof(initial), initial, "No action begins with this."),
    };

    private static string[][] Rows() =>
        [.. Matrix.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
