namespace Rondo.Diagnostics;

/// <summary>Reads Linux's facts about a thread of this process.</summary>
internal static class NativeThread
{
    /// <summary>The kernel's id of the calling thread; 0 where unknown.</summary>
    internal static int CurrentId()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        // /proc/thread-self is a link to PID/task/TID.
        var target = new DirectoryInfo("/proc/thread-self").LinkTarget;
        return target is not null && int.TryParse(target.AsSpan(target.LastIndexOf('/') + 1), out var id) ? id : 0;
    }

    /// <summary>Whether the thread computes or waits, and in which system call; null where unknown.</summary>
    /// <param name="id">The kernel's id.</param>
    /// <param name="waitsInDriver">The thread is in the call in which a loop waits for its next step: it is idle.</param>
    internal static string? Describe(int id, out bool waitsInDriver)
    {
        waitsInDriver = false;
        if (id == 0)
            return null;
        try
        {
            var stat = File.ReadAllText($"/proc/self/task/{id}/stat");
            var state = stat[stat.LastIndexOf(')') + 2];
            if (state == 'R')
                return "the thread is computing";
            if (state == 'D')
                return "the thread is in a disk wait";
            var where = Where(id);
            waitsInDriver = where is "io_cqring_wait" or "ep_poll";
            return $"the thread is blocked in the kernel, at {where}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Where(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/self/task/{id}/wchan").Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "an unknown place";
        }
    }
}
