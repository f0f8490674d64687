using System.Reflection;
using System.Runtime.CompilerServices;

namespace Rondo.Processes;

/// <summary>The name of a function, by which another process of the same build finds it.</summary>
internal static class FunctionName
{
    internal const char Separator = '\n';

    private static readonly ConditionalWeakTable<Delegate, string> s_names = [];

    /// <exception cref="ArgumentException">The function has something with it that cannot be sent.</exception>
    internal static string Of(Delegate function) => s_names.GetValue(function, Create);

    /// <summary>Whether the object of a delegate holds nothing: the compiler makes one for static lambdas.</summary>
    private static bool IsEmpty(object? target) => target is null
        || (target.GetType().IsDefined(typeof(CompilerGeneratedAttribute)) && !HasFields(target.GetType()));

    [System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage("Trimming", "IL2070",
        Justification = "A field that was trimmed away holds nothing.")]
    private static bool HasFields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Length > 0;

    private static string Create(Delegate function)
    {
        var method = function.Method;
        if (!function.HasSingleTarget || !IsEmpty(function.Target) || method.DeclaringType is not { AssemblyQualifiedName: { } type })
        {
            throw new ArgumentException(
                $"The function '{method.Name}' cannot be sent to a worker process: it uses an object or variables of this process. "
                + "Pass a static method or a static lambda, and everything it needs as arguments.", nameof(function));
        }

        if (typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType == typeof(ValueTask)
            || (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            throw new ArgumentException(
                $"The function '{method.Name}' returns a {method.ReturnType.Name}, which cannot be sent to a worker process. "
                + "Make it synchronous: EventLoop.Run(...) inside of it runs asynchronous code.", nameof(function));
        }

        // The declared generic method, whose arguments follow.
        var declared = method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;
        var parts = new List<string> { method.Module.ModuleVersionId.ToString("N"), type, method.Name, declared.ToString()! };
        if (method.IsGenericMethod)
            parts.AddRange(method.GetGenericArguments().Select(static each => each.AssemblyQualifiedName!));
        return string.Join(Separator, parts);
    }
}
