using System.Text;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Child processes, with the programs that every Unix has.</summary>
[Collection(ForkingTests.Name)]
public class ChildProcessTests
{
    [LoopFact]
    public async Task What_it_writes_is_captured()
    {
        var home = Environment.CurrentManagedThreadId;
        var result = await ChildProcess.RunAsync("echo", ["hello", "a b", "$HOME"]);
        Assert.Equal(new ChildProcessResult("echo", 0, "hello a b $HOME\n", ""), result);
        Assert.Same(result, result.EnsureSuccess());
        Assert.Equal(home, Environment.CurrentManagedThreadId);
    }

    [LoopFact]
    public async Task The_exit_code_and_standard_error_are_told()
    {
        var result = await ChildProcess.RunAsync("sh", ["-c", "echo out; echo wrong >&2; exit 3"]);
        Assert.Equal(new ChildProcessResult("sh", 3, "out\n", "wrong\n"), result);
        var failure = Assert.Throws<ChildProcessException>(result.EnsureSuccess);
        Assert.Equal("'sh' ended with exit code 3: wrong", failure.Message);
        Assert.Same(result, failure.Result);
        failure = Assert.Throws<ChildProcessException>((await ChildProcess.RunAsync("false")).EnsureSuccess);
        Assert.Equal("'false' ended with exit code 1 and said nothing on standard error.", failure.Message);
    }

    [LoopFact]
    public async Task Much_input_and_output_go_through_at_once()
    {
        var input = Encoding.ASCII.GetBytes(new string('x', 1_000_000));
        var result = await ChildProcess.RunAsync("cat", input: input);
        Assert.Equal(1_000_000, result.Output.Length);
    }

    [LoopFact]
    public async Task A_program_may_ignore_its_input() =>
        Assert.Equal(0, (await ChildProcess.RunAsync("true", input: new byte[1_000_000])).ExitCode);

    [LoopFact]
    public async Task A_conversation_through_pipes()
    {
        await using var child = await ChildProcess.StartAsync("cat", options: new ChildProcessOptions { PipeInput = true, PipeOutput = true });
        Assert.Null(child.Error);
        Assert.False(child.HasExited);
        var buffer = new byte[10];
        for (var i = 0; i < 3; i++)
        {
            await child.Input!.WriteAsync(Encoding.ASCII.GetBytes($"line {i}\n"));
            await child.Input.FlushAsync();
            await child.Output!.ReadExactlyAsync(buffer.AsMemory(0, 7));
            Assert.Equal($"line {i}\n", Encoding.ASCII.GetString(buffer, 0, 7));
        }

        Assert.True(await InFlight.CancelAsync(async () => await child.Output!.ReadExactlyAsync(buffer.AsMemory(0, 1))));
        await child.Input!.WriteAsync("z"u8.ToArray());
        Assert.Equal(1, await child.Output!.ReadAsync(buffer));
        Assert.Equal((byte)'z', buffer[0]);
        await child.Input.DisposeAsync();
        Assert.Equal(0, await child.Output.ReadAsync(buffer));
        Assert.Equal(0, await child.WaitForExitAsync());
        Assert.True(child.HasExited);
        child.Kill();
        child.Terminate();
    }

    [LoopFact]
    public async Task Environment_and_directory_are_what_was_asked_for()
    {
        var options = new ChildProcessOptions
        {
            WorkingDirectory = "/",
            Environment = new Dictionary<string, string?> { ["RONDO_A"] = "1", ["HOME"] = null },
        };
        var result = await ChildProcess.RunAsync("/bin/sh", ["-c", "echo $RONDO_A/$HOME/$PWD"], options);
        Assert.Equal("1///\n", result.Output);
        result = await ChildProcess.RunAsync("/usr/bin/env", options: new ChildProcessOptions { InheritEnvironment = false, Environment = new Dictionary<string, string?> { ["ONLY"] = "this" } });
        Assert.Equal("ONLY=this\n", result.Output);
    }

    /// <summary>The pipe ends when its last writer has: the program, its children, or a grandchild whose parent ends first.</summary>
    [LoopTheory]
    [InlineData("sleep 1000 & sleep 1000 & echo ready; wait")]
    [InlineData("(sleep 1000 & sh -c 'sleep 1000 & trap \"\" TERM HUP; echo ready; wait') & wait")]
    [InlineData("trap '' TERM; (trap '' TERM; (trap '' TERM; echo ready; sleep 1000; true) & wait) & wait")]
    public async Task Kill_ends_what_the_program_has_started(string script)
    {
        await using var child = await ChildProcess.StartAsync("/bin/sh", ["-c", script], new ChildProcessOptions { PipeOutput = true });
        var bytes = new byte[100];
        Assert.Equal("ready\n", Encoding.ASCII.GetString(bytes, 0, await child.Output!.ReadAsync(bytes)));
        child.Kill();
        Assert.Equal(0, await child.Output.ReadAsync(bytes));
        Assert.Equal(128 + 9, await child.WaitForExitAsync());
    }

    [LoopFact]
    public async Task A_missing_program_is_named()
    {
        var failure = await Assert.ThrowsAsync<FileNotFoundException>(() => ChildProcess.RunAsync("rondo-no-such-program"));
        Assert.Equal("Cannot start 'rondo-no-such-program': there is no such program in PATH.", failure.Message);
        var directory = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => ChildProcess.RunAsync("true", options: new ChildProcessOptions { WorkingDirectory = "/no/such" }));
        Assert.Equal("Cannot start 'true': its working directory '/no/such' does not exist.", directory.Message);
    }

    [LoopFact]
    public async Task Cancelling_ends_the_program()
    {
        var id = 0;
        var done = await CancelScope.RunAsync(async scope =>
        {
            await using var child = await ChildProcess.StartAsync("sleep", ["1000"]);
            id = child.Id;
            EventLoop.Current.Post(() => scope.Cancel());
            await child.WaitForExitAsync();
        });
        Assert.False(done);
        Assert.False(Directory.Exists($"/proc/{id}"), "The child is still there.");
    }

    [LoopFact]
    public async Task Cancelling_a_run_ends_the_program_too()
    {
        var marker = $"{Random.Shared.Next(100_000, 999_999)}.5";
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(50), async Task () => await ChildProcess.RunAsync("sleep", [marker])));
        Assert.DoesNotContain(Directory.GetDirectories("/proc"), process => CommandLine(process) == $"sleep\0{marker}\0");
    }

    [LoopFact]
    public async Task A_program_that_ignores_SIGTERM_is_killed()
    {
        var options = new ChildProcessOptions { PipeOutput = true, GracePeriod = TimeSpan.FromMilliseconds(20) };
        await using var child = await ChildProcess.StartAsync("sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 1000; done"], options);
        await child.Output!.ReadExactlyAsync(new byte[6]);
        Assert.Equal(128 + 9, await child.StopAsync());
    }

    [LoopFact]
    public async Task A_program_that_heeds_SIGTERM_ends_its_own_way()
    {
        var options = new ChildProcessOptions { PipeOutput = true, PipeInput = true };
        await using var child = await ChildProcess.StartAsync("sh", ["-c", "trap 'exit 7' TERM; echo ready; read x"], options);
        await child.Output!.ReadExactlyAsync(new byte[6]);
        child.Terminate();
        Assert.Equal(7, await child.WaitForExitAsync());
        Assert.Equal(7, await child.StopAsync());
    }

    [LoopFact]
    public async Task No_zombie_is_left_behind()
    {
        for (var i = 0; i < 5; i++)
        {
            int id;
            await using (var child = await ChildProcess.StartAsync("true"))
            {
                id = child.Id;
                await child.WaitForExitAsync();
            }

            Assert.False(Directory.Exists($"/proc/{id}"));
        }
    }

    [LoopFact]
    public async Task In_a_cancelled_scope_nothing_is_started()
    {
        var file = Path.Combine(Path.GetTempPath(), $"rondo-{Guid.NewGuid():N}");
        Assert.True(await InFlight.StartCanceledAsync(() => ChildProcess.RunAsync("touch", [file])));
        Assert.False(File.Exists(file));
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
