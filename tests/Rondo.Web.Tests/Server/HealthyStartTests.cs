using System.Collections.Concurrent;
using System.Diagnostics;

namespace Rondo.Web.Tests.Server;

/// <summary>An app that starts, answers and stops as it should warns of nothing, as a process of its own with cold code.</summary>
[Trait("Speed", "Slow")]
public class HealthyStartTests
{
    /// <summary>Where the hosts of both programs say where they listen.</summary>
    private static readonly string[] s_marks = ["Now listening on: ", "Kitchen serves "];

    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var program in new[] { "Rondo.Starts", "Kitchen" })
            {
                foreach (var environment in new[] { "Development", "Production" })
                {
                    foreach (var driver in AvailableDrivers.All)
                        data.Add(program, environment, driver);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task It_warns_of_nothing(string program, string environment, string driver)
    {
        var database = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".db");
        string[] arguments = program == "Kitchen" ? ["--database", $"sqlite://{database}"] : ["plain"];
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["RONDO_DRIVER"] = driver;
        // The least that a user sees of a start, whatever the app has set.
        start.Environment["Logging__LogLevel__Default"] = "Information";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        using var process = new Process { StartInfo = start };
        var lines = new ConcurrentQueue<string>();
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            using (var client = new HttpClient { BaseAddress = await address.Task.WaitAsync(TimeSpan.FromSeconds(60)) })
            {
                foreach (var path in program == "Kitchen" ? new[] { "/json", "/openapi.json", "/docs" } : ["/", "/openapi.json", "/docs"])
                {
                    for (var i = 0; i < 3; i++)
                        _ = (await client.GetAsync(path)).EnsureSuccessStatusCode();
                }
            }

            await Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExitAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
            File.Delete(database);
        }

        Assert.Equal(0, process.ExitCode);
        var all = string.Join('\n', lines);
        var warns = lines.Any(static line => line.StartsWith("warn", StringComparison.Ordinal) || line.StartsWith("fail", StringComparison.Ordinal)
            || line.StartsWith("crit", StringComparison.Ordinal) || line.Contains("blocked", StringComparison.Ordinal));
        Assert.False(warns, all);

        void Take(string? line)
        {
            if (line is null)
                return;
            lines.Enqueue(line);
            foreach (var mark in s_marks)
            {
                if (line.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at)
                    address.TrySetResult(new Uri(line[(at + mark.Length)..]));
            }
        }
    }
}
