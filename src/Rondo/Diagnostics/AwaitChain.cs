using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Rondo.Diagnostics;

/// <summary>Finds where a task that does not end waits: from each async method to the task that it awaits.</summary>
/// <remarks>
/// A best effort for messages. The fields are the compiler's and the BCL's own: where trimming has removed them, or a method builder
/// is a foreign one, the chain ends early. The alternative, a stack for each await, would cost every request.
/// </remarks>
internal static class AwaitChain
{
    private const int MaxDepth = 100;

    /// <summary>
    /// Returns the innermost async method of the app's own code; of any code where there is none; null where nothing is known.
    /// </summary>
    internal static string? InnermostMethod(Task task)
    {
        Type? innermost = null;
        Type? own = null;
        for (var depth = 0; depth < MaxDepth && StateMachine(task) is { } machine; depth++)
        {
            innermost = machine.GetType();
            if (!IsFramework(innermost.Assembly.GetName().Name!))
                own = innermost;
            if (AwaitedBy(machine) is not { } awaited)
                break;
            task = awaited;
        }

        return (own ?? innermost) is { } found ? MethodNames.OfStateMachine(found) : null;
    }

    private static bool IsFramework(string assembly) =>
        assembly is "Rondo" or "Rondo.Server" or "Rondo.Api" or "Rondo.Http" or "netstandard"
        || assembly.StartsWith("System.", StringComparison.Ordinal) || assembly.StartsWith("Microsoft.", StringComparison.Ordinal);

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A field that was trimmed away ends the chain.")]
    private static object? StateMachine(Task task)
    {
        for (var type = task.GetType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.Name.StartsWith("AsyncStateMachineBox", StringComparison.Ordinal))
                return type.GetField("StateMachine", BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(task);
        }

        return null;
    }

    /// <summary>Awaiters are fields of the state machine, empty unless awaited.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A field that was trimmed away ends the chain.")]
    private static Task? AwaitedBy(object machine)
    {
        foreach (var field in machine.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (field.Name.StartsWith("<>u__", StringComparison.Ordinal) && TaskIn(field.GetValue(machine), 4) is { } task)
                return task;
        }

        return null;
    }

    /// <summary>The awaiters of tasks and value tasks are structs around the task.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A field that was trimmed away ends the chain.")]
    private static Task? TaskIn(object? value, int depth)
    {
        if (value is Task task)
            return task;
        if (depth == 0 || value is null || !value.GetType().IsValueType || value.GetType().IsPrimitive)
            return null;
        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (TaskIn(field.GetValue(value), depth - 1) is { } inside)
                return inside;
        }

        return null;
    }
}
