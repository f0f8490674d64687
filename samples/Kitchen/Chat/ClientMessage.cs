using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kitchen.Chat;

/// <summary>What a client sends.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Say), "say")]
internal abstract record ClientMessage
{
    /// <summary>Says something to everyone in the room.</summary>
    /// <param name="Text">What is said.</param>
    internal sealed record Say([MaxLength(4_000)] string Text) : ClientMessage;
}
