using System.Reflection;

namespace Rondo.Site.Reference;

/// <summary>The names of types and members in XML docs.</summary>
internal static class DocIds
{
    internal static string Of(MemberInfo member) => member switch
    {
        Type type => "T:" + Name(type),
        MethodBase method =>
            $"M:{Name(method.DeclaringType!)}.{method.Name.Replace('.', '#')}{Arity(method)}"
                + $"{Parameters(method.GetParameters())}{Conversion(method)}",
        PropertyInfo property => $"P:{Name(property.DeclaringType!)}.{property.Name}{Parameters(property.GetIndexParameters())}",
        FieldInfo field => $"F:{Name(field.DeclaringType!)}.{field.Name}",
        _ => $"E:{Name(member.DeclaringType!)}.{member.Name}",
    };

    internal static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Arity(MethodBase method) => method.IsGenericMethod ? "``" + method.GetGenericArguments().Length : "";

    private static string Conversion(MethodBase method) =>
        method is MethodInfo { Name: "op_Implicit" or "op_Explicit" } conversion ? "~" + Reference(conversion.ReturnType) : "";

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(static each => Reference(each.ParameterType)))})";

    private static string Reference(Type type)
    {
        if (type.IsByRef)
            return Reference(type.GetElementType()!) + "@";
        if (type.IsPointer)
            return Reference(type.GetElementType()!) + "*";
        if (type.IsArray)
            return Reference(type.GetElementType()!)
                + (type.GetArrayRank() == 1 ? "[]" : $"[{string.Join(',', Enumerable.Repeat("0:", type.GetArrayRank()))}]");
        if (type.IsGenericParameter)
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition;
        if (!type.IsGenericType)
            return Name(type);
        var arguments = type.GetGenericArguments().Select(Reference).ToArray();
        var at = 0;
        return string.Join('.', Name(type).Split('.').Select(part =>
        {
            var pieces = part.Split('`');
            if (pieces.Length == 1)
                return part;
            var count = int.Parse(pieces[1], System.Globalization.CultureInfo.InvariantCulture);
            at += count;
            return $"{pieces[0]}{{{string.Join(',', arguments[(at - count)..at])}}}";
        }));
    }
}
