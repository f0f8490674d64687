using Microsoft.AspNetCore.Http;
using Rondo.Server.Requests;

namespace Rondo.Web.Tests.Server;

/// <summary>
/// Every kind of cancellation, before and after the response has started, with a server that can leave out its rest or not.
/// </summary>
public class CutOffDecisionTests
{
    public static TheoryData<CancelKind, bool, bool, string> Cases()
    {
        var data = new TheoryData<CancelKind, bool, bool, string>();
        foreach (var kind in Enum.GetValues<CancelKind>())
        {
            var answer = kind switch
            {
                CancelKind.Disconnected => "Abandon",
                CancelKind.Deadline => "GatewayTimeout",
                CancelKind.Requested or CancelKind.SiblingFailed or CancelKind.Token => "ServiceUnavailable",
                CancelKind.Shutdown or CancelKind.Signal => "ServiceUnavailable",
                _ => "",
            };
            data.Add(kind, false, false, answer);
            data.Add(kind, false, true, answer);
            data.Add(kind, true, false, "Abort");
            data.Add(kind, true, true, "Abandon");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_cancelled_request_answers(CancelKind kind, bool hasStarted, bool canAbandon, string expected) =>
        Assert.Equal(Enum.Parse<CutOff>(expected), CutOffDecision.For(kind, hasStarted, canAbandon));

    [Fact]
    public void An_answer_has_a_status()
    {
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, CutOff.ServiceUnavailable.Status);
        Assert.Equal(StatusCodes.Status504GatewayTimeout, CutOff.GatewayTimeout.Status);
    }
}
