using System.Text.Json.Serialization;

namespace Native;

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(NewNote))]
[JsonSerializable(typeof(IReadOnlyList<Note>))]
internal sealed partial class NativeJson : JsonSerializerContext;
