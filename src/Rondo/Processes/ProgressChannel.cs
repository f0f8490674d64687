using System.Diagnostics.CodeAnalysis;

namespace Rondo.Processes;

/// <summary>Both ends of an <see cref="IProgress{T}"/> whose values come from a worker.</summary>
internal abstract class ProgressChannel
{
    /// <summary>The types whose code is there without a compiler at run time.</summary>
    private static readonly Dictionary<Type, ProgressChannel> s_known = new()
    {
        [typeof(double)] = new ProgressChannel<double>(),
        [typeof(float)] = new ProgressChannel<float>(),
        [typeof(int)] = new ProgressChannel<int>(),
        [typeof(long)] = new ProgressChannel<long>(),
        [typeof(string)] = new ProgressChannel<string>(),
    };

    internal static bool IsProgress(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IProgress<>);

    /// <summary>Returns the channel for a type of progress.</summary>
    /// <exception cref="NotSupportedException">The program has no code for the type of its values.</exception>
    [UnconditionalSuppressMessage("AOT", "IL3050",
        Justification = "Code for classes is shared; for other types the error names the remedy.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The channel demands nothing of its type.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Code of this class keeps the constructor.")]
    [UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "Code of this class keeps the constructor.")]
    internal static ProgressChannel Of(Type progress)
    {
        var type = progress.GetGenericArguments()[0];
        return s_known.TryGetValue(type, out var known)
            ? known
            : (ProgressChannel)Activator.CreateInstance(typeof(ProgressChannel<>).MakeGenericType(type))!;
    }

    /// <summary>Creates the end in the worker.</summary>
    internal abstract object CreateSender(WorkerCall call, int index);

    /// <summary>Returns what hands a value to the end in the pool's process.</summary>
    internal abstract Action Receive(object progress, ref FrameReader frame, int process);
}
