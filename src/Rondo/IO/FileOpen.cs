using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO;

/// <summary>Opens a file of any kind.</summary>
internal static class FileOpen
{
    internal static async ValueTask<DriverFile> OpenAsync(
        LoopDriver driver, string path, FileMode mode, FileAccess access, FileShare share, FileOptions options) =>
        await driver.OpenRegularFileAsync(path, mode, access, share, options) ?? await SpecialOpen.OpenAsync(driver, path, access);
}
