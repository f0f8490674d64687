using Rondo.Processes;

/// <summary>
/// Turns the process into a worker before the program's Main runs. The runtime finds the class by its name, which has to be outside of all
/// namespaces, in the assemblies that DOTNET_STARTUP_HOOKS names. Only the start of a worker sets that variable.
/// </summary>
/// <remarks>
/// A module initializer was rejected: other threads of the worker that touch the module would wait until it returns, and it never does.
/// </remarks>
internal static class StartupHook
{
    internal static void Initialize() => WorkerMain.RunIfWorker();
}
