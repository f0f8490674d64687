using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: the demands on values of one type of the program's, for texts of which only a part could be read.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class InputType
{
    private readonly Action<object, ErrorReport>? _validate;
    private readonly Action<string, object?, ErrorReport>? _check;
    private readonly Func<string, InputShape>? _members;
    private readonly Func<Type, InputType?>? _derived;

    /// <summary>Describes a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="validate">Checks the constraints of a whole value; null for none.</param>
    /// <param name="check">Checks a member's value by the member's C# name; null for none.</param>
    /// <param name="members">The demands on members by their C# names; null for none.</param>
    /// <param name="derived">The types that a value may have instead; null for none.</param>
    public InputType(
        Type type,
        Action<object, ErrorReport>? validate,
        Action<string, object?, ErrorReport>? check,
        Func<string, InputShape>? members,
        Func<Type, InputType?>? derived) =>
        (Type, _validate, _check, _members, _derived) = (type, validate, check, members, derived);

    internal Type Type { get; }

    /// <summary>Whether values have constraints.</summary>
    internal bool IsChecked => _validate is not null;

    /// <summary>Whether members, or those of derived types, may be refused that the serializer took.</summary>
    internal bool HasDemands => _members is not null || _derived is not null;

    internal void Validate(object value, ErrorReport report) => _validate?.Invoke(value, report);

    internal void Check(string member, object? value, ErrorReport report) => _check?.Invoke(member, value, report);

    internal InputShape Member(string name) => _members?.Invoke(name) ?? default;

    /// <summary>The demands on a derived type; null where there are none.</summary>
    internal InputType? As(Type type) => type == Type ? this : _derived?.Invoke(type);
}
