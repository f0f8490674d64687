namespace Rondo.Api;

/// <summary>
/// Makes a static method the parser of a type that one does not own, for path, query, header, cookie and form values:
/// <c>static T Parse(string text)</c>, which throws <see cref="FormatException"/> with a message for the caller, or
/// <c>static bool TryParse(string text, out T value)</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ParserAttribute : Attribute;
