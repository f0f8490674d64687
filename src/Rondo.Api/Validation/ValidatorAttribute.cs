namespace Rondo.Api;

/// <summary>
/// Makes a static method a validator: it is called with every value of its first parameter's type in a request's input, nested ones
/// included, whose own constraints hold, and adds what is wrong to an <see cref="ErrorReport"/>. Further parameters are bound as
/// a handler's are;
/// it may be asynchronous.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ValidatorAttribute : Attribute;
