using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rondo.Processes;

/// <summary>The command that starts this program again, as a worker.</summary>
internal static class WorkerProgram
{
    /// <summary>Tells a process that it is a worker: the name of the connection, and the id of the parent.</summary>
    internal const string Variable = "RONDO_WORKER";

    internal const string HookVariable = "DOTNET_STARTUP_HOOKS";

    /// <summary>Whether generated code turns the program into a worker: where the compiler has gone before, there is no hook.</summary>
    internal static bool HasGeneratedStart { get; set; }

    /// <exception cref="PlatformNotSupportedException">The system is not Linux.</exception>
    /// <exception cref="InvalidOperationException">The program cannot become a worker.</exception>
    internal static void Verify()
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException(
                $"ProcessPool needs Linux, and this is {RuntimeInformation.OSDescription}. Use Offload.RunAsync, which runs "
                    + $"functions on threads.");
        if (Environment.GetEnvironmentVariable(Variable) is not null)
            throw new InvalidOperationException(
                "This process was started as a worker of a ProcessPool, and its program ran instead. "
                + "Keep the variables RONDO_WORKER and DOTNET_STARTUP_HOOKS.");
        if (!RuntimeFeature.IsDynamicCodeSupported && !HasGeneratedStart)
            throw new InvalidOperationException(
                "This program cannot start itself as a worker: it was compiled ahead of time without the generated start. "
                + "Reference Rondo.Generators from the program's project, as Rondo.Api does, and create the ProcessPool there.");
        const string hooks = "System.StartupHookProvider.IsSupported";
        if (RuntimeFeature.IsDynamicCodeSupported && AppContext.TryGetSwitch(hooks, out var isSupported) && !isSupported)
            throw new InvalidOperationException(
                "This program cannot start itself as a worker: start-up hooks are switched off, as in trimmed programs. "
                + "Set <StartupHookSupport>true</StartupHookSupport> in its project.");
    }

    internal static ProcessStartInfo Command(string connection, ProcessPoolOptions options)
    {
        var program = Environment.ProcessPath
            ?? throw new ProcessPoolException("Cannot start a worker: the path of this program is not known.");
        var info = new ProcessStartInfo(program, Arguments(program))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        // A heap per core for each worker would be far too much.
        info.Environment["DOTNET_gcServer"] = "0";
        // A process that is killed would leave its sockets for debuggers in /tmp.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in options.Environment)
            info.Environment[name] = value;
        info.Environment[Variable] = $"{connection} {Environment.ProcessId} {Niceness(options.Priority)}";
        info.Environment[HookVariable] = "Rondo";
        return info;
    }

    private static int Niceness(ProcessPriorityClass priority) => priority switch
    {
        ProcessPriorityClass.Idle => 19,
        ProcessPriorityClass.BelowNormal => 10,
        _ => 0,
    };

    /// <summary>Returns what the program needs to be the same one: the options of `dotnet exec`, and the assembly. A program of
    /// its own needs nothing.</summary>
    private static string[] Arguments(string program)
    {
        if (!Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            return [];
        var assembly = Environment.GetCommandLineArgs()[0];
        var name = Path.GetFileName(assembly);
        string[] all = File.ReadAllText("/proc/self/cmdline").Split('\0');
        var position = Array.FindIndex(all, 1, each => Path.GetFileName(each) == name);
        return position < 1 ? [assembly] : [.. all[1..position], Path.GetFullPath(assembly)];
    }
}
