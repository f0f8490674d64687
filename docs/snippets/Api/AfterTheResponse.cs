namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/after-the-response.md.</summary>
public static class AfterTheResponse
{
    internal static void Setup(RondoAppBuilder builder) => builder.Services.AddSingleton(new Mail());

    internal static void Map(RondoApp app)
    {
        // begin api-after
        app.Post("/orders", (NewOrder order, Mail mail, After after) =>
        {
            after.Run("send the receipt", () => mail.SendAsync($"You ordered {order.Dish}."));
            return "thank you";
        }).Status(202);
        // end api-after

        // begin api-after-services
        app.Post("/reports", (After after) =>
            after.Run("write the report", async services => await services.GetRequiredService<Mail>().SendAsync("The report.")));
        // end api-after-services
    }

    public sealed record NewOrder(string Dish);

    public sealed class Mail
    {
        public List<string> Sent { get; } = [];

        public async Task SendAsync(string text)
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(5));
            Sent.Add(text);
        }
    }

    public class Tests
    {
        // begin api-after-test
        [LoopFact(Virtual = true)]
        public async Task The_receipt_follows_the_answer()
        {
            await using var client = await TestClient.StartAsync(GuideApp.Build(Map, Setup));
            var mail = client.Services.GetRequiredService<Mail>();
            using var response = await client.PostAsync("/orders", new StringContent("""{"dish":"soup"}""", null, "application/json"));
            Assert.Equal(202, (int)response.StatusCode);
            Assert.Empty(mail.Sent);
            await EventLoop.Sleep(TimeSpan.FromSeconds(6));
            Assert.Equal(["You ordered soup."], mail.Sent);
        }
        // end api-after-test

        [LoopFact(Virtual = true)]
        public async Task Work_with_services_and_none_after_a_shutdown()
        {
            var client = await TestClient.StartAsync(GuideApp.Build(Map, Setup));
            var mail = client.Services.GetRequiredService<Mail>();
            using (var response = await client.PostAsync("/reports", null))
                Assert.Equal(204, (int)response.StatusCode);
            await client.DisposeAsync(); // drains
            Assert.Equal(["The report."], mail.Sent);
        }
    }
}
