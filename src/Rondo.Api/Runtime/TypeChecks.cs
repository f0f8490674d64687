using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: how to check one member's value by the C# name, for bodies of which only a part could be read.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TypeChecks
{
    private readonly Dictionary<Type, Action<string, object?, ErrorReport>> _checks = [];

    /// <summary>None.</summary>
    public static TypeChecks None { get; } = new();

    /// <summary>Adds the checks of a type's members.</summary>
    public TypeChecks Add(Type type, Action<string, object?, ErrorReport> check)
    {
        _checks[type] = check;
        return this;
    }

    /// <summary>Whether members of the type are checked.</summary>
    internal bool Has(Type type) => _checks.ContainsKey(type);

    internal void Check(Type type, string member, object? value, ErrorReport report)
    {
        if (_checks.TryGetValue(type, out var check))
            check(member, value, report);
    }
}
