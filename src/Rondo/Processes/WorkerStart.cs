using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Processes;

/// <summary>The start of worker processes in programs that are compiled ahead of time. Only generated code calls it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WorkerStart
{
    /// <summary>Registers the JSON code of the program, and runs a worker if the process is to be one: then the call does not
    /// return. Called by the module initializer of
    /// the program.</summary>
    /// <param name="contexts">The JSON contexts of the program.</param>
    /// <remarks>Elsewhere the start-up hook has run before, and an initializer would keep other threads from the module for as
    /// long as the worker lives.</remarks>
    public static void Run(params IJsonTypeInfoResolver[] contexts)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        if (RuntimeFeature.IsDynamicCodeSupported)
            return;
        foreach (var context in contexts)
            ProcessJson.Add(context);
        WorkerProgram.HasGeneratedStart = true;
        WorkerMain.RunIfWorker();
    }
}
