using System.Reflection;

namespace Rondo.Site.Reference;

/// <summary>Types as C# writes them.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(object)] = "object",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(string)] = "string",
        [typeof(void)] = "void",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
    };

    /// <summary>The name of a type's page: with the outer type, and with type parameters.</summary>
    internal static string Title(Type type) =>
        (type.DeclaringType is { } outer ? Title(outer) + "." : "") + Own(type, type.GetGenericArguments());

    internal static string Of(Type type)
    {
        if (s_keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsByRef || type.IsPointer)
            return Of(type.GetElementType()!) + (type.IsPointer ? "*" : "");
        if (type.IsArray)
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Of(value) + "?";
        if (type.IsGenericParameter)
            return type.Name;
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
            return $"({string.Join(", ", type.GetGenericArguments().Select(Of))})";
        return (type.DeclaringType is { } outer ? Title(outer) + "." : "") + Own(type, type.GetGenericArguments());
    }

    /// <summary>With question marks for references that may be null.</summary>
    internal static string Of(NullabilityInfo info)
    {
        var type = info.Type;
        var arguments = info.GenericTypeArguments;
        var name = info.ElementType is { } element && type.IsArray ? Of(element) + "[]"
            : arguments.Length > 0 && type.DeclaringType is null && !s_keywords.ContainsKey(type)
            && Nullable.GetUnderlyingType(type) is null
                && !type.Name.StartsWith("ValueTuple", StringComparison.Ordinal)
            ? $"{Bare(type)}<{string.Join(", ", arguments.Select(Of))}>"
            : Of(type);
        return !type.IsValueType && info.ReadState == NullabilityState.Nullable ? name + "?" : name;
    }

    internal static string Bare(MemberInfo type) => type.Name.Split('`')[0];

    private static string Own(Type type, Type[] arguments)
    {
        var inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        return Bare(type) + (arguments.Length > inherited ? $"<{string.Join(", ", arguments.Skip(inherited).Select(Of))}>" : "");
    }
}
