using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rondo.Web.Tests.Api;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Say), "say")]
[JsonDerivedType(typeof(Leave), "leave")]
public abstract record ClientMessage;

public sealed record Say(string Text, int Times = 1) : ClientMessage;

public sealed record Leave : ClientMessage;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Said), "said")]
public abstract record ServerMessage;

public sealed record Said(string Text) : ServerMessage;

[JsonSerializable(typeof(ClientMessage))]
[JsonSerializable(typeof(ServerMessage))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
public sealed partial class ChatJson : JsonSerializerContext;
