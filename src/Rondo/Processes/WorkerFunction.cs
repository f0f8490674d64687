using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Rondo.Processes;

/// <summary>A function that a worker has found by its name.</summary>
internal sealed class WorkerFunction
{
    private readonly MethodInvoker _invoker;
    private readonly object? _target;

    private WorkerFunction(MethodInfo method, object? target)
    {
        _invoker = MethodInvoker.Create(method);
        _target = target;
        Name = method.Name;
        ReturnType = method.ReturnType;
        Parameters = method.GetParameters();
    }

    internal string Name { get; }

    internal ParameterInfo[] Parameters { get; }

    internal Type ReturnType { get; }

    /// <summary>Finds a function.</summary>
    /// <exception cref="InvalidOperationException">This build of the program does not have it.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2057", Justification = "The caller has made a delegate of the method: it is there.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The caller has made a delegate of the method: it is there.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The caller has made a delegate of the method: it is there.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The object has no fields and its constructor does nothing.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The caller has made a delegate of the method: its code is there.")]
    internal static WorkerFunction Find(string key)
    {
        var parts = key.Split(FunctionName.Separator);
        var type = Type.GetType(parts[1])
            ?? throw new InvalidOperationException($"The worker's program has no type '{parts[1]}'. It was rebuilt: restart the program.");
        var build = type.Module.ModuleVersionId.ToString("N");
        if (build != parts[0])
        {
            throw new InvalidOperationException(
                $"The worker has another build of '{type.Assembly.GetName().Name}' ({build}) "
                + $"than the caller ({parts[0]}). The program was rebuilt while it ran: restart it.");
        }

        const BindingFlags all =
            BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var method = type.GetMethods(all).FirstOrDefault(each => each.Name == parts[2] && each.ToString() == parts[3])
            ?? throw new InvalidOperationException($"The worker's program has no method '{parts[3]}' in '{type}'. Please report this.");
        if (parts.Length > 4)
            method = method.MakeGenericMethod([.. parts[4..].Select(static each => Type.GetType(each, throwOnError: true)!)]);
        return new WorkerFunction(method, method.IsStatic ? null : RuntimeHelpers.GetUninitializedObject(type));
    }

    internal object? Invoke(object?[] arguments) => _invoker.Invoke(_target, arguments.AsSpan());
}
