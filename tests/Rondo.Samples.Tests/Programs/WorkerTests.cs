namespace Rondo.Samples.Tests.Programs;

public class WorkerTests
{
    [Fact, Trait("Speed", "Slow")]
    public async Task Accepted_mails_are_sent_once_although_the_worker_is_killed()
    {
        var folder = Directory.CreateTempSubdirectory("rondo-worker-");
        try
        {
            string[] arguments = ["--database", $"sqlite://{folder.FullName}/worker.db", "--report", "* * * * * *"];
            await using (var worker = await SampleServer.StartAsync("Worker", arguments))
            {
                for (var i = 0; i < 20; i++)
                    await worker.PostAsync("/mails", new { to = "ann@example.com", text = "Soup!" }, 202);
                await worker.PostAsync("/mails", new { to = "nobody", text = "Soup!" }, 422);
                worker.Kill();
            }

            await using var again = await SampleServer.StartAsync("Worker", arguments);
            int[] sent;
            do
            {
                await Task.Delay(200, TestContext.Current.CancellationToken);
                sent = [.. (await again.GetAsync("/mails")).EnumerateArray().Select(static mail => mail.GetProperty("sent").GetInt32())];
            }
            while (sent.Contains(0));
            Assert.Equal(Enumerable.Repeat(1, 20), sent);
            while ((await again.GetAsync("/reports")).GetInt64() == 0)
                await Task.Delay(200, TestContext.Current.CancellationToken);
            Assert.Equal(0, await again.StopAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
