using System.Reflection;
using System.Text;

namespace Rondo.Diagnostics;

/// <summary>Method names as the source has them: the compiler mangles those of async methods, lambdas and local functions.</summary>
internal static class MethodNames
{
    /// <summary>Returns the async method that a state machine belongs to.</summary>
    internal static string OfStateMachine(Type machine) => Compose(machine, null);

    /// <summary>Returns a method with its type and namespace.</summary>
    internal static string Of(MethodBase method)
    {
        if (method.DeclaringType is not { } type)
            return method.Name;
        var generics = method is MethodInfo { IsGenericMethod: true } generic
            ? Parameters(generic.GetGenericMethodDefinition().GetGenericArguments(), 0) : "";
        return Compose(type, method.Name, generics);
    }

    private static string Compose(Type type, string? method, string methodGenerics = "")
    {
        var chain = new Stack<Type>();
        for (var each = type; each is not null; each = each.DeclaringType)
            chain.Push(each);
        var text = new StringBuilder(type.Namespace is { Length: > 0 } space ? space + "." : "");
        var isLambda = false;
        var isFirst = true;
        var inherited = 0;
        while (chain.TryPop(out var each))
        {
            var definition = each.IsGenericType ? each.GetGenericTypeDefinition() : each;
            var parameters = definition.GetGenericArguments();
            var name = each.Name;
            if (name.StartsWith('<'))
            {
                // Closures are types without a name in the source; a state machine has its method's.
                if (method is null && chain.Count == 0)
                    Append(Parse(name, ref isLambda) + Parameters(parameters, inherited));
            }
            else
            {
                var tick = name.IndexOf('`', StringComparison.Ordinal);
                Append((tick < 0 ? name : name[..tick]) + Parameters(parameters, inherited));
            }

            inherited = parameters.Length;
        }

        if (method is not null)
            Append(Parse(method, ref isLambda) + methodGenerics);
        return isLambda ? $"lambda in {text}" : text.ToString();

        void Append(string part)
        {
            text.Append(isFirst ? "" : ".").Append(part);
            isFirst = false;
        }
    }

    /// <summary>
    /// The shapes: &lt;Method&gt;d__1 (async), &lt;Method&gt;b__1_0 (lambda), &lt;Method&gt;g__Local|1_0, &lt;Main&gt;$, nested
    /// in each other.
    /// </summary>
    private static string Parse(string name, ref bool isLambda)
    {
        if (!name.StartsWith('<'))
            return name;
        var close = 0;
        for (var depth = 0; close < name.Length; close++)
        {
            depth += name[close] switch { '<' => 1, '>' => -1, _ => 0 };
            if (depth == 0)
                break;
        }

        if (close >= name.Length - 1)
            return name;
        var inner = Parse(name[1..close], ref isLambda);
        var suffix = name.AsSpan(close + 1);
        if (suffix[0] == 'b')
            isLambda = true;
        if (!suffix.StartsWith("g__"))
            return inner;
        var end = suffix.IndexOf('|');
        return $"{inner}.{suffix[3..(end < 0 ? suffix.Length : end)]}";
    }

    private static string Parameters(Type[] parameters, int from) =>
        parameters.Length > from ? $"<{string.Join(", ", parameters.Skip(from).Select(static each => each.Name))}>" : "";
}
