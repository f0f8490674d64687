using System.Text.Json.Serialization;

namespace Rondo.Api.Members;

/// <summary>The JSON of notes, for programs without reflection.</summary>
[JsonSerializable(typeof(PresenceNote))]
internal sealed partial class PresenceJson : JsonSerializerContext;
