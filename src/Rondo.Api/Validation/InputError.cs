using Rondo.Api.Secrets;

namespace Rondo.Api;

/// <summary>One thing that is wrong with one input of a request.</summary>
/// <param name="In">Where the input stands.</param>
/// <param name="Pointer">A JSON Pointer (RFC 6901) to it within that place: <c>/limit</c>, <c>/tags/3</c>; empty for the whole
/// body. Long names in it are cut.</param>
/// <param name="Code">A stable word for the kind of error, for programs: <c>missing</c>, <c>type</c>, <c>range</c>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Value">
/// The rejected value as it came, or null where there was none; long values are cut. Also null where it must not be shown: for
/// headers and cookies,
/// and for inputs that are secret by their name (<see cref="SecretAttribute"/>).
/// </param>
public sealed record InputError(InputLocation In, string Pointer, string Code, string Message, object? Value = null)
{
    /// <inheritdoc/>
    public object? Value { get; init; } = Value is null || IsHidden(In, Pointer) ? null : Value;

    /// <summary>Whether the value at this place must not be shown: an Authorization header, a session's cookie, a password.</summary>
    internal static bool IsHidden(InputLocation location, string pointer) =>
        location is InputLocation.Header or InputLocation.Cookie || SecretNames.IsSecretPointer(pointer);
}
