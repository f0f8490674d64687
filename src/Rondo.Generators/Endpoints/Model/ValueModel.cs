namespace Rondo.Generators.Endpoints.Model;

/// <summary>How one string becomes a value.</summary>
/// <param name="Type">The value's type as C#, without nullability.</param>
/// <param name="Parser">A method with the shape of <c>TryParse(string, out T)</c>; empty for strings.</param>
/// <param name="Expected">A C# expression: what it should have been. <c>{http}</c> in it stands for the request's context.</param>
/// <param name="Unknown">No parser is known: a <c>[Parser]</c> method may be.</param>
/// <param name="NeedsContext">The parser takes the request's context first.</param>
/// <param name="Throws">The parser returns its value, and throws a <c>FormatException</c>.</param>
internal sealed record ValueModel(string Type, string Parser, string Expected, bool Unknown = false, bool Throws = false,
    bool NeedsContext = false, bool IsValueType = false);

/// <summary>A list of values.</summary>
/// <param name="Kind">How it is made of its items.</param>
/// <param name="Item">The type of its items, as C#.</param>
internal sealed record CollectionModel(CollectionKind Kind, string Item);

internal enum CollectionKind
{
    Array,
    List,
    Set,
    Expression,
}
