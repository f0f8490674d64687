using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Rondo.Server.Requests;

/// <summary>
/// Wraps async sequences that ASP.NET serializes. The serializer awaits with <c>ConfigureAwait(false)</c>, and would run the code of the
/// sequence on the thread pool from its second item on.
/// </summary>
internal static class LoopItems
{
    private static readonly ConcurrentDictionary<Type, Func<object, object>?> s_wraps = new();

    /// <summary>
    /// Returns how a value of a type is wrapped; null where it is no async sequence, and in native code, which makes no types at run time.
    /// </summary>
    internal static Func<object, object>? WrapOf(Type type) => s_wraps.GetOrAdd(type, Make);

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The parameter of LoopItems<T> has no requirements.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A sequence that is serialized keeps its interface.")]
    [UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "The method is named here.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The method is named here.")]
    private static Func<object, object>? Make(Type type)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return null;
        var sequence = IsSequence(type) ? type : Array.Find(type.GetInterfaces(), IsSequence);
        return sequence is null
            ? null
            : typeof(LoopItems<>).MakeGenericType(sequence.GenericTypeArguments[0])
                .GetMethod(nameof(LoopItems<int>.Of), BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();
    }

    private static bool IsSequence(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);
}
