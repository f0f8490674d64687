using System.Diagnostics.Metrics;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>A listener of the meters that throws lost the connection: nobody served or ended it, and a stop waited for it.</summary>
public class ThrowingMeterTests
{
    public static TheoryData<string, string> Instruments
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var driver in AvailableDrivers.All)
            {
                foreach (var instrument in (string[])["kestrel.active_connections", "kestrel.connection.duration", "kestrel.rejected_connections"])
                    data.Add(driver, instrument);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Instruments))]
    public async Task A_connection_ends_whatever_listens_to_its_meters(string driver, string instrument)
    {
        var hasThrown = false;
        using var listener = new MeterListener();
        var app = await ServedApp.StartAsync(
            driver,
            static app => app.MapGet("/", static () => "fine"),
            build: static builder => builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxConcurrentConnections = 1));
        await using (app)
        {
            var scope = app.App.Services.GetRequiredService<IMeterFactory>();
            listener.InstrumentPublished = (published, listener) =>
            {
                if (ReferenceEquals(published.Meter.Scope, scope) && published.Name == instrument)
                    listener.EnableMeasurementEvents(published);
            };
            listener.SetMeasurementEventCallback<long>((_, _, _, _) => Throw());
            listener.SetMeasurementEventCallback<double>((_, _, _, _) => Throw());
            listener.Start();
            await using (var first = await app.ConnectAsync())
            {
                await first.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                await first.ReadAsync(new byte[4096], TestContext.Current.CancellationToken).AsTask().WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
                await using var second = await app.ConnectAsync();
                await second.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                await second.ReadAllAsync();
            }

            await Eventually.TrueAsync(() => Volatile.Read(ref hasThrown) && app.Loops.Connections.Sum() == 0);
            var stopping = app.App.StopAsync(TestContext.Current.CancellationToken);
            await stopping.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
            Assert.Equal(0, app.Loops.Connections.Sum());
        }

        void Throw()
        {
            Volatile.Write(ref hasThrown, true);
            throw new InvalidOperationException("the listener's own");
        }
    }
}
