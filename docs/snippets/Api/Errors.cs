namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/errors.md.</summary>
public static class Errors
{
    internal static void Map(RondoApp app)
    {
        // begin api-errors
        app.Get("/dishes/{id}", (int id) => id == 1 ? "soup" : throw new NotFound($"There is no dish {id}."));
        app.Post("/dishes/{id}/orders", string (int id) => throw new SoldOut("soup"));
        // end api-errors

        // begin api-errors-map
        app.OnError<TimeoutException>(error => new GatewayTimeout(error.Message));
        app.Get("/supplier", string () => throw new TimeoutException("The supplier does not answer."));
        var stock = app.Group("/stock").OnError((KeyNotFoundException error) => new NotFound(error.Message));
        stock.Get("/{item}", int (string item) => throw new KeyNotFoundException($"There is no {item} in stock."));
        // end api-errors-map

        // begin api-errors-declared
        app.Get("/deliveries/{id}", (int id) => Deliveries.Find(id));
        var reports = app.Group("/reports").Throws<ServiceUnavailable>();
        reports.Get("/daily", () => "none").Throws<NotFound>();
        // end api-errors-declared

        // begin api-errors-shape
        var legacy = app.Group("/legacy").OnError((ApiError error) =>
            Results.Json(new Fault(error.Status, error.Detail), statusCode: error.Status));
        legacy.Get("/dishes/{id}", string (int id) => throw new NotFound($"There is no dish {id}."));
        // end api-errors-shape
    }

    // begin api-errors-service
    public static class Deliveries
    {
        [Throws<NotFound>]
        public static string Find(int id) => Stored(id) ?? throw new NotFound($"There is no delivery {id}.");

        private static string? Stored(int id) => id == 1 ? "soup" : null;
    }
    // end api-errors-service

    public sealed record Fault(int Code, string? Reason);

    // begin api-errors-own
    [Problem(410, "Sold out", "https://kitchen.example/sold-out")]
    public sealed class SoldOut : ApiError
    {
        public SoldOut(string dish)
            : base($"There is no {dish} left.")
        {
            Extensions["dish"] = dish;
            Headers["Retry-After"] = "86400";
        }
    }
    // end api-errors-own

    public class Tests
    {
        [LoopFact(Virtual = true)]
        public async Task Headers_are_sent_and_a_defect_is_thrown_to_the_test()
        {
            await using var client = await TestClient.StartAsync(GuideApp.Build(static app =>
            {
                Map(app);
                app.Get("/defect", string () => throw new InvalidDataException("a defect"));
            }));
            using var response = await client.PostAsync("/dishes/1/orders", null);
            Assert.Equal(TimeSpan.FromDays(1), response.Headers.RetryAfter!.Delta);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            Assert.Contains("a defect", (await Assert.ThrowsAnyAsync<Exception>(() => client.GetStringAsync("/defect"))).ToString(), StringComparison.Ordinal);
        }
    }
}
