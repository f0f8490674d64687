namespace Rondo.Api;

/// <summary>
/// Marks a method that takes a handler without a request: the generator binds the handler's parameters at the call, as it does for
/// <c>app.Get(…)</c>.
/// </summary>
/// <remarks>
/// The handler is the method's parameter of a delegate type, and the method itself only throws. The call goes to the overload that has a
/// <see cref="Runtime.BoundHandler"/> in that place, or a <see cref="Runtime.BoundHandler{T}"/>, whose <c>T</c> is then the type of the
/// handler's payload.
/// The generator looks for methods named <c>Job</c>, <c>Schedule</c>, <c>OnStart</c> and <c>AddBackground</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BindsHandlerAttribute : Attribute;
