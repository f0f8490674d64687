using System.Globalization;
using System.Runtime.InteropServices;

namespace Rondo.IO;

/// <summary>A process and what it has started, on Linux.</summary>
/// <remarks>
/// <see cref="System.Diagnostics.Process.Kill(bool)"/> reads the state of every process of the machine, once per descendant, on the
/// calling thread. The kernel lists the children of a thread in <c>/proc/PID/task/TID/children</c> (proc(5)).
/// </remarks>
internal static class ProcessTree
{
    private const int SigKill = 9;
    private const int SigStop = 19;

    /// <summary>
    /// Kills a process and its descendants, if the kernel lists them. A process is stopped first, so that it starts no other.
    /// </summary>
    /// <param name="id">The id of a child that was not reaped.</param>
    /// <returns>False: nothing was done.</returns>
    internal static bool TryKill(int id)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists($"/proc/{id}/task/{id}/children"))
            return false;
        Kill(id);
        return true;
    }

    /// <summary>Sends a signal.</summary>
    internal static void Signal(int id, int number) => _ = Send(id, number);

    private static void Kill(int id)
    {
        Signal(id, SigStop); // one that is stopped does not reap its children either: their ids stay theirs
        foreach (var child in Children(id))
            Kill(child);
        Signal(id, SigKill);
    }

    private static List<int> Children(int id)
    {
        var children = new List<int>();
        try
        {
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{id}/task"))
            {
                foreach (var child in File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    children.Add(int.Parse(child, CultureInfo.InvariantCulture));
            }
        }
        catch (IOException)
        {
            // It, or one of its threads, has ended.
        }

        return children;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);
}
