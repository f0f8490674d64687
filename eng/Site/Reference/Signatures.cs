using System.Globalization;
using System.Reflection;

namespace Rondo.Site.Reference;

/// <summary>Declarations as C# writes them.</summary>
internal static class Signatures
{
    private static readonly NullabilityInfoContext s_nullability = new();

    internal static string Of(Type type)
    {
        var parents = new[] { type.BaseType }.Concat(type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []))
            .Where(static each => each is not null && each != typeof(object) && each != typeof(ValueType)
                && each != typeof(Enum) && each.IsVisible && !IsEquatable(each))
            .Select(static each => TypeNames.Of(each!)).ToArray();
        if (typeof(Delegate).IsAssignableFrom(type) && type.GetMethod("Invoke") is { } invoke)
            return $"public delegate {Return(invoke)} {TypeNames.Title(type)}({Parameters(invoke)});";
        return $"public {Modifiers(type)} {TypeNames.Title(type)}"
            + $"{(parents.Length == 0 || type.IsEnum ? "" : " : " + string.Join(", ", parents))}";
    }

    internal static string Of(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"public {TypeNames.Bare(constructor.DeclaringType!)}({Parameters(constructor)});",
        MethodInfo method => $"{Access(method)}{Return(method)} {Name(method)}({Parameters(method)});",
        PropertyInfo property => Property(property),
        EventInfo @event => $"public event {TypeNames.Of(@event.EventHandlerType!)} {@event.Name};",
        FieldInfo { DeclaringType.IsEnum: true } value =>
            $"{value.Name} = {Convert.ToInt64(value.GetRawConstantValue(), CultureInfo.InvariantCulture)}",
        FieldInfo { IsLiteral: true } constant =>
            $"public const {TypeNames.Of(constant.FieldType)} {constant.Name} = {Literal(constant.GetRawConstantValue())};",
        FieldInfo field =>
            $"public {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}"
                + $"{TypeNames.Of(s_nullability.Create(field))} {field.Name};",
        _ => member.Name,
    };

    private static string Modifiers(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => (IsReadOnly(type) ? "readonly " : "")
            + (type.IsByRefLike ? "ref struct" : IsRecord(type) ? "record struct" : "struct"),
        { IsAbstract: true, IsSealed: true } => "static class",
        _ => (type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + (IsRecord(type) ? "record" : "class"),
    };

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    private static bool IsReadOnly(Type type) =>
        type.GetCustomAttributesData().Any(static each => each.AttributeType.Name == "IsReadOnlyAttribute");

    private static bool IsEquatable(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEquatable<>);

    private static string Access(MethodInfo method) =>
        (method.DeclaringType!.IsInterface ? "" : method.IsPublic ? "public " : "protected ")
        + (method.IsStatic ? "static " : method.IsAbstract && !method.DeclaringType.IsInterface ? "abstract "
            : method.GetBaseDefinition() != method ? "override "
            : method.IsVirtual && !method.IsFinal && !method.DeclaringType.IsInterface ? "virtual " : "");

    private static string Name(MethodInfo method) => method.Name switch
    {
        "op_Implicit" => "implicit operator",
        "op_Explicit" => "explicit operator",
        var name when name.StartsWith("op_", StringComparison.Ordinal) => $"operator {name[3..]}",
        var name => name
            + (method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(static each => each.Name))}>" : ""),
    };

    private static string Return(MethodInfo method) => TypeNames.Of(s_nullability.Create(method.ReturnParameter));

    private static string Property(PropertyInfo property)
    {
        var accessor = (property.GetMethod ?? property.SetMethod)!;
        var setter = property.SetMethod is { IsPublic: true } set
            ? set.ReturnParameter.GetRequiredCustomModifiers().Any(static each => each.Name == "IsExternalInit") ? " init;" : " set;" : "";
        var required = property.GetCustomAttributesData().Any(static each => each.AttributeType.Name == "RequiredMemberAttribute")
            ? "required " : "";
        var index = property.GetIndexParameters();
        var name = index.Length > 0 ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        return $"{Access(accessor)}{required}{TypeNames.Of(s_nullability.Create(property))} {name} {{"
            + $"{(property.GetMethod is { IsPublic: true } ? " get;" : "")}{setter} }}";
    }

    private static string Parameters(MethodBase method)
    {
        var extension = method.GetCustomAttributesData().Any(static each => each.AttributeType.Name == "ExtensionAttribute") ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref "
            : parameter.GetCustomAttributesData()
            .Any(static each => each.AttributeType.Name is "ParamArrayAttribute" or "ParamCollectionAttribute") ? "params " : "";
        return $"{prefix}{TypeNames.Of(s_nullability.Create(parameter))} {parameter.Name}"
            + $"{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        var value when parameter.ParameterType.IsEnum =>
            $"{TypeNames.Of(parameter.ParameterType)}.{Enum.ToObject(parameter.ParameterType, value)}",
        var value => Literal(value),
    };

    private static string Literal(object? value) => value switch
    {
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        char letter => $"'{letter}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null",
    };
}
