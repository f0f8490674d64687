using System.Diagnostics;

namespace Rondo.Docs.Tests;

/// <summary>The command <c>./test</c>, with a <c>dotnet</c> that prints what it is told to and a PATH that holds only what the test puts there.</summary>
public sealed class TestCommandTests : IDisposable
{
    private static readonly string[] s_tools =
        ["bash", "sh", "env", "dirname", "basename", "mktemp", "rm", "cat", "grep", "sed", "awk", "sleep", "id", "uname"];

    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-test-command-").FullName;

    public TestCommandTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "./test is a script of the Unix shell.");
        foreach (var tool in s_tools)
        {
            if (Find(tool) is { } path)
                File.CreateSymbolicLink(Path.Combine(_folder, tool), path);
        }

        // The script asks these whether a program is there, and whether it is new enough.
        Install("python3", "exit 0");
        Install("chromium", "exit 0");
        Install("haproxy", "exit 0");
        Install("nats-server", "exit 0");
        Install("npm", "exit 0");
        Install("initdb", "exit 0");
    }

    [Fact]
    public async Task It_sums_over_the_projects_and_ends_with_the_sum()
    {
        Install("dotnet", Runs("  Passed Rondo.A [1 ms]\n  Passed Rondo.B(text: \"a [b]\") [2 s]\nTotal tests: 2\n     Passed: 2", 0));
        var (code, lines) = await RunAsync();
        Assert.Equal(0, code);
        Assert.Equal($"{2 * Projects} passed, 0 failed", lines[^1]);
        Assert.Contains(lines, static line => line.StartsWith("Rondo.Tests: 2 passed, 0 failed, 0:0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_is_shown_and_is_the_exit_status()
    {
        Install("dotnet", Runs("  Passed Rondo.A [1 ms]\n  Failed Rondo.B [2 ms]\n  Error Message:\n   Five is not six.\n  Passed Rondo.C [1 ms]\nTotal tests: 3\n     Passed: 2\n     Failed: 1", 1));
        var (code, lines) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Equal($"{2 * Projects} passed, {Projects} failed", lines[^1]);
        Assert.Contains("   Five is not six.", lines);
    }

    [Fact]
    public async Task A_skipped_test_is_named_and_counts_as_neither()
    {
        Install("dotnet", Runs("  Passed Rondo.A [1 ms]\n  Skipped Rondo.B [1 ms]\nTotal tests: 2\n     Passed: 1\n    Skipped: 1", 0));
        var (code, lines) = await RunAsync();
        Assert.Equal(0, code);
        Assert.Equal($"{Projects} passed, 0 failed", lines[^1]);
        Assert.Equal(Projects, lines.Count(static line => line == "  skipped: Rondo.B"));
        Assert.Contains($"== {Projects} skipped: they need a program, or a driver, that this machine lacks", lines);
    }

    [Fact]
    public async Task A_run_that_crashes_counts_as_a_failure()
    {
        Install("dotnet", Runs("  Passed Rondo.A [1 ms]\nThe active test run was aborted. Reason: Test host process crashed", 1));
        var (code, lines) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Equal($"{Projects} passed, {Projects} failed", lines[^1]);
        Assert.Contains("The active test run was aborted. Reason: Test host process crashed", lines);
    }

    [Fact]
    public async Task A_build_that_fails_counts_as_a_failure()
    {
        Install("dotnet", "echo 'error CS0000: no'; exit 1");
        var (code, lines) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Equal("0 passed, 1 failed", lines[^1]);
        Assert.Contains("error CS0000: no", lines);
    }

    [Theory]
    [InlineData("Channel", "FullyQualifiedName~Channel")]
    [InlineData("Category!=Slow", "Category!=Slow")]
    [InlineData("A|B", "A|B")]
    public async Task A_filter_is_passed_on(string filter, string expected)
    {
        Install("dotnet", Runs("", 0, echo: true));
        var (code, lines) = await RunAsync(filter);
        Assert.Equal(1, code);
        Assert.Equal($"== no test ran: none matches '{expected}'", lines[^2]);
        Assert.Equal("0 passed, 1 failed", lines[^1]);
        Assert.Contains($"--filter {expected}", await File.ReadAllTextAsync(Path.Combine(_folder, "arguments"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_installed_it_names_what_is_missing_and_what_is_left_out()
    {
        File.Delete(Path.Combine(_folder, "chromium"));
        Install("dotnet", Runs("  Passed Rondo.A [1 ms]", 0));
        var (code, lines) = await RunAsync();
        Assert.Equal(0, code);
        Assert.Equal("== missing, its tests are left out: chromium: the tests of pages in a browser (BrowserTests)", lines[0]);
        Assert.Equal("== missing, its tests were left out: chromium: the tests of pages in a browser (BrowserTests)", lines[^2]);
    }

    [Fact]
    public async Task What_is_missing_is_installed_with_apt_get()
    {
        File.Delete(Path.Combine(_folder, "chromium"));
        Install("id", "echo 0");
        Install("apt-get", $"echo \"$@\" >> '{_folder}/arguments'; [ \"$1\" = update ] || {{ echo '#!/bin/sh' > '{_folder}/chromium'; /bin/chmod +x '{_folder}/chromium'; }}");
        Install("dotnet", Runs("  Passed Rondo.A [1 ms]", 0));
        var (code, lines) = await RunAsync();
        Assert.Equal(0, code);
        Assert.Equal("== installing chromium with apt-get", lines[0]);
        Assert.DoesNotContain(lines, static line => line.StartsWith("== missing", StringComparison.Ordinal));
        Assert.Equal("update -qq\ninstall -y -qq --no-install-recommends chromium\n", await File.ReadAllTextAsync(Path.Combine(_folder, "arguments"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task With_no_install_nothing_is_installed()
    {
        File.Delete(Path.Combine(_folder, "chromium"));
        Install("id", "echo 0");
        Install("apt-get", $"echo \"$@\" >> '{_folder}/arguments'");
        Install("dotnet", Runs("  Passed Rondo.A [1 ms]", 0));
        Assert.Equal(0, (await RunAsync("--no-install")).Code);
        Assert.False(File.Exists(Path.Combine(_folder, "arguments")));
    }

    [Fact]
    public async Task Without_the_sdk_it_says_so()
    {
        var (code, lines) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Equal(["./test: the .NET SDK is missing. Install the .NET 10 SDK (https://dot.net) and put dotnet on the PATH.", "0 passed, 1 failed"], lines);
    }

    [Fact]
    public async Task Help_explains()
    {
        var (code, lines) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.Equal("Usage: ./test [--no-install] [FILTER]", lines[0]);
        var (unknown, message) = await RunAsync("--nonsense");
        Assert.Equal(2, unknown);
        Assert.Equal(["./test: the option --nonsense is unknown. ./test --help lists the options."], message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int Projects => Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.csproj", SearchOption.AllDirectories)
        .Count(static path => File.ReadAllText(path).Contains("<IsTestProject>true", StringComparison.Ordinal));

    private string Runs(string output, int status, bool echo = false) => $"""
        [ "$1" = test ] || exit 0
        {(echo ? $"echo \"$@\" >> '{_folder}/arguments'" : "")}
        cat <<'OUTPUT'
        {output}
        OUTPUT
        exit {status}
        """;

    private void Install(string name, string script)
    {
        var path = Path.Combine(_folder, name);
        File.Delete(path);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string? Find(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    private async Task<(int Code, string[] Lines)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(_folder, "bash"), ["-c", "exec \"$@\" 2>&1", "bash", Path.Combine(_folder, "bash"), Path.Combine(Repository.Root, "test"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            Environment = { ["PATH"] = _folder, ["RONDO_TEST_TICK"] = "0.1" },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.TrimEnd('\n').Split('\n'));
    }
}
