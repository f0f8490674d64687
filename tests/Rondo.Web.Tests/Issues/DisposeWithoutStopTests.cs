using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>Kestrel, disposed without having been stopped, unbinds with a token that is cancelled already.</summary>
public class DisposeWithoutStopTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task An_app_that_was_not_stopped_can_be_disposed(string driver)
    {
        var app = await ServedApp.StartAsync(driver, static app => app.MapGet("/", static () => "fine"));
        using (var client = app.OneConnection())
            Assert.Equal("fine", await client.GetStringAsync("/"));
        Assert.Null(await Record.ExceptionAsync(async () => await app.App.DisposeAsync()));
    }
}
