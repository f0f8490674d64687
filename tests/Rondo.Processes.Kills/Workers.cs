using System.Runtime.InteropServices;

namespace Rondo.Processes.Kills;

/// <summary>The processes that this one has started, as the kernel knows them: zombies too.</summary>
internal static partial class Workers
{
    internal static int[] Ids() => [.. Directory.GetDirectories("/proc/self/task").SelectMany(Children).Select(int.Parse)];

    /// <summary>Counts the sockets, pipes and files in memory. Assemblies are files that the runtime opens as it needs them.</summary>
    internal static int Descriptors() =>
        Directory.GetFiles("/proc/self/fd").Count(static path => File.ResolveLinkTarget(path, false)?.Name.Contains(':',
            StringComparison.Ordinal) == true);

    internal static void Kill(int process) => Kill(process, 9);

    private static string[] Children(string thread)
    {
        try
        {
            return File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return []; // the thread has ended
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial void Kill(int process, int signal);
}
