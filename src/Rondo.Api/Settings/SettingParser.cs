using System.ComponentModel;

namespace Rondo.Api;

/// <summary>Reads a setting's value. For generated code.</summary>
/// <param name="text">As it was given.</param>
/// <param name="value">The value.</param>
/// <returns>Null, or what is wrong with the text.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate string? SettingParser<T>(string text, out T value);
