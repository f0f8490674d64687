using Rondo.Api.Errors;

namespace Rondo.Api;

/// <summary>
/// Declares an error that callers of a function have to expect, for the docs: on a service's method, interface or class, or on a
/// handler. The docs of each handler that calls the function list the error. For a route, a group or the app call
/// <c>Throws&lt;NotFound&gt;()</c>.
/// </summary>
/// <typeparam name="TError">The error's class, whose <see cref="ProblemAttribute"/> has the status.</typeparam>
/// <remarks>Nothing checks at run time that no other error is thrown.</remarks>
[AttributeUsage(
    AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Constructor | AttributeTargets.Class
    | AttributeTargets.Struct | AttributeTargets.Interface,
    AllowMultiple = true)]
public sealed class ThrowsAttribute<TError> : Attribute, IDeclaredError
    where TError : ApiError
{
    Type IDeclaredError.Error => typeof(TError);
}
