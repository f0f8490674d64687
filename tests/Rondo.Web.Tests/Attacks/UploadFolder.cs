using System.Runtime.CompilerServices;

namespace Rondo.Web.Tests.Attacks;

/// <summary>The folder that ASP.NET spools uploads to: this process's own, since another one may upload at the same time, or have been killed.</summary>
internal static class UploadFolder
{
    internal static string Path { get; } = Directory.CreateTempSubdirectory("rondo-uploads-").FullName;

    /// <summary>Before ASP.NET reads the variable, which it does once.</summary>
    [ModuleInitializer]
    internal static void Use()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_TEMP", Path);
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Directory.Delete(Path, recursive: true);
    }
}
