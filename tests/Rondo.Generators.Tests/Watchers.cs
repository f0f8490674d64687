using System.Runtime.CompilerServices;

namespace Rondo.Generators.Tests;

internal static class Watchers
{
    /// <summary>Each app would watch its settings files, and the system has few watchers to give.</summary>
    [ModuleInitializer]
    internal static void Off() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
