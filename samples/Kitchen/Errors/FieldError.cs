namespace Kitchen.Errors;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="In">Where: path, query, header or body.</param>
/// <param name="Pointer">Which value, as a JSON Pointer (RFC 6901).</param>
/// <param name="Code">What kind of mistake, for programs.</param>
/// <param name="Message">What is wrong and what is right, for people.</param>
/// <param name="Value">What was sent.</param>
public sealed record FieldError(string In, string Pointer, string Code, string Message, string? Value);
