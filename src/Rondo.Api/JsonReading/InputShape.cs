using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: the demands of C#'s type on a JSON value that the serializer does not see.</summary>
/// <remarks>
/// The serializer takes the nullability of members from attributes, and sees none of type arguments:
/// <c>List&lt;string&gt;</c> and <c>List&lt;string?&gt;</c> are one type at run time. Collections are nested in a line,
/// so that a bit for each level is enough.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct InputShape
{
    private readonly ulong _refusals;

    /// <summary>Creates the demands of one use of a type.</summary>
    /// <param name="refusals">Bit 0: the value must not be null. Bit 1: nor must its items or entries; bit 2: nor theirs.</param>
    /// <param name="type">The objects at the end of the collections; null where no type of the program's is there.</param>
    public InputShape(ulong refusals, InputType? type = null) => (_refusals, Type) = (refusals, type);

    /// <summary>The objects at the end of the collections.</summary>
    internal InputType? Type { get; }

    internal bool RefusesNull => (_refusals & 1) != 0;

    /// <summary>Whether something inside of the value may be refused that the serializer took.</summary>
    internal bool HasInside => _refusals > 1 || Type?.HasDemands == true;

    /// <summary>The demands on items and entries.</summary>
    internal InputShape Element => new(_refusals >> 1, Type);
}
