using System.Text.Json.Serialization;

namespace Kitchen.Chat;

/// <summary>What everyone in a room receives.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Joined), "joined")]
[JsonDerivedType(typeof(Left), "left")]
[JsonDerivedType(typeof(Said), "said")]
internal abstract record ServerMessage
{
    /// <summary>Somebody came.</summary>
    internal sealed record Joined(string Name) : ServerMessage;

    /// <summary>Somebody went.</summary>
    internal sealed record Left(string Name) : ServerMessage;

    /// <summary>Somebody said something.</summary>
    internal sealed record Said(string From, string Text) : ServerMessage;
}
