using System.Diagnostics;

namespace Rondo.Jobs.Storage;

/// <summary>The names under which workers hold jobs.</summary>
internal static class WorkerName
{
    /// <summary>Tells this process from an earlier one that had its number.</summary>
    private static readonly string s_process = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private static int s_last;

    internal static string New() => $"{s_process}/{Interlocked.Increment(ref s_last)}";

    /// <summary>Whether the process of a worker has ended, as far as this process can know: it ran on this machine.</summary>
    internal static bool HasEnded(string name)
    {
        var parts = name.Split('/');
        if (name.StartsWith(s_process, StringComparison.Ordinal) || parts.Length != 4 || parts[0] != Environment.MachineName
            || !int.TryParse(parts[1], out var id))
            return false;
        if (id == Environment.ProcessId)
            return true;
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true; // there is no such process
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is one, of another user
        }
    }
}
