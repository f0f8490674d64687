using System.Diagnostics;
using System.Globalization;
using System.Text;
using Rondo.Jobs.Kills;

namespace Rondo.Jobs.Tests;

/// <summary>Processes that accept and serve orders, and are killed at random moments. <c>RONDO_KILLS</c> is the number of kills, 10 by
/// default.</summary>
[Trait("Category", "Slow")]
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly string s_program = typeof(Shop).Assembly.Location;

    private readonly HashSet<long> _accepted = [];

    [Theory, InlineData("sqlite", 1), InlineData("postgres", 1), InlineData("postgres", 2)]
    public async Task Every_accepted_order_is_served(string kind, int processes)
    {
        var url = await Databases.UrlAsync(kind);
        var seed = Environment.GetEnvironmentVariable("RONDO_SEED") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Environment.TickCount;
        var kills = Environment.GetEnvironmentVariable("RONDO_KILLS") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : 10;
        output.WriteLine($"RONDO_SEED={seed}");
        var random = new Random(seed);
        var survivors = new List<Program>();
        for (var i = 1; i < processes; i++)
            survivors.Add(Start(url, 1_000_000_000L * i));
        for (var i = 0; i < kills; i++)
        {
            var victim = Start(url, 1_000_000L * i);
            while (!victim.HasAccepted && !victim.Process.HasExited)
                await Task.Delay(5, TestContext.Current.CancellationToken);
            await Task.Delay(random.Next(1, 400), TestContext.Current.CancellationToken);
            await KillAsync(victim);
        }

        foreach (var survivor in survivors)
            await KillAsync(survivor);
        await Task.Run(() => Check(url), TestContext.Current.CancellationToken);
    }

    /// <summary>A process that is stopped for longer than its lease, and goes on as if nothing had happened.</summary>
    [Theory, InlineData("sqlite", 1), InlineData("postgres", 1), InlineData("postgres", 2)]
    public async Task A_process_that_stalls_past_its_lease_loses_no_order(string kind, int processes)
    {
        var url = await Databases.UrlAsync(kind);
        var programs = Enumerable.Range(0, processes).Select(each => Start(url, 1_000_000_000L * each)).ToList();
        foreach (var program in programs)
        {
            while (!program.HasAccepted)
                await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        for (var i = 0; i < 6; i++)
        {
            var stalled = programs[i % processes];
            Signal(stalled, "STOP");
            await Task.Delay(Shop.Lease + TimeSpan.FromMilliseconds(100 * i), TestContext.Current.CancellationToken);
            Signal(stalled, "CONT");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        foreach (var program in programs)
            await KillAsync(program);
        await Task.Run(() => Check(url), TestContext.Current.CancellationToken);
    }

    private static void Signal(Program program, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", program.Process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.True(kill.ExitCode == 0, $"The process has ended before SIG{name}: {program.Errors}");
    }

    private Program Start(string url, long first)
    {
        var start = new ProcessStartInfo("dotnet", [s_program, url, first.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var program = new Program(Process.Start(start)!);
        program.Process.ErrorDataReceived += (_, line) => program.Errors.AppendLine(line.Data);
        program.Process.BeginErrorReadLine();
        program.Reading = ReadAsync();
        return program;

        async Task ReadAsync()
        {
            while (await program.Process.StandardOutput.ReadLineAsync() is { } line)
            {
                lock (_accepted)
                    _accepted.Add(long.Parse(line, CultureInfo.InvariantCulture));
                program.HasAccepted = true;
            }
        }
    }

    private static async Task KillAsync(Program program)
    {
        Assert.False(program.Process.HasExited);
        program.Process.Kill(); // SIGKILL
        await program.Process.WaitForExitAsync();
        await program.Reading;
        program.Process.Dispose();
    }

    /// <summary>Serves what is left, and compares what was accepted with what was served.</summary>
    private void Check(string url)
    {
        var (orders, served) = (new HashSet<long>(), new List<(long Order, long Job)>());
        EventLoop.Run(async () =>
        {
            await using var database = Database.Open(url);
            var shop = new Shop(database);
            await shop.StartAsync();
            await shop.Jobs.DrainAsync();
            orders.UnionWith(await database.QueryAsync<long>($"SELECT id FROM orders"));
            served.AddRange(await database.QueryAsync<(long, long)>($"SELECT order_id, job_id FROM served"));
            Assert.Equal(0, await database.ScalarAsync<int>($"SELECT count(*) FROM rondo_jobs WHERE state <> 'done'"));
        });
        var twice = served.Count - served.Distinct().Count();
        output.WriteLine($"{_accepted.Count} accepted, {orders.Count} stored, {served.Count} served, {twice} of them again");
        Assert.NotEmpty(_accepted);
        Assert.Subset(orders, _accepted); // no accepted order is lost
        Assert.Equal(orders.Order(), served.Select(static each => each.Order).Distinct().Order());
        // An order that was served again has the id of the first time.
        Assert.Equal(orders.Count, served.Select(static each => each.Job).Distinct().Count());
    }

    private sealed class Program(Process process)
    {
        internal Process Process => process;

        internal Task Reading { get; set; } = Task.CompletedTask;

        internal StringBuilder Errors { get; } = new();

        internal volatile bool HasAccepted;
    }
}
