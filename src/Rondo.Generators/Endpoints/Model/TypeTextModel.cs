namespace Rondo.Generators.Endpoints.Model;

/// <summary>The documentation comments of a type that a handler takes or returns.</summary>
/// <param name="Type">The type as <c>typeof</c> takes it.</param>
/// <param name="Summary">Of the type itself.</param>
/// <param name="Members">Of its properties, by their C# names.</param>
internal sealed record TypeTextModel(string Type, string? Summary, EquatableArray<NamedText> Members);
