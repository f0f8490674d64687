namespace Rondo.Api;

/// <summary>One thing that is wrong with one input of a request.</summary>
/// <param name="In">Where the input stands.</param>
/// <param name="Pointer">A JSON Pointer (RFC 6901) to it within that place: <c>/limit</c>, <c>/tags/3</c>; empty for the whole body.</param>
/// <param name="Code">A stable word for the kind of error, for programs: <c>missing</c>, <c>type</c>, <c>range</c>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Value">The rejected value as it came, or null where there was none; long values are cut.</param>
public sealed record InputError(InputLocation In, string Pointer, string Code, string Message, object? Value = null);
