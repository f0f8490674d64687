namespace Rondo.Generators.Endpoints.Model;

/// <summary>The call of a method with <c>[BindsHandler]</c>, and the overload that it goes to.</summary>
/// <param name="Signature">The method that takes the place of the call, as C#.</param>
/// <param name="Forward">The call of the overload as C#, up to the handler.</param>
/// <param name="Rest">The rest of that call.</param>
/// <param name="Argument">The name of the parameter that has the handler.</param>
/// <param name="IsTyped">Whether the parameter's type is the handler's own, rather than <c>Delegate</c>.</param>
/// <param name="Returns">Whether the method returns a value.</param>
/// <param name="Input">The type of the payload as C#; empty for a handler without one.</param>
internal sealed record HandlerCallModel(
    string Signature, string Forward, string Rest, string Argument, bool IsTyped, bool Returns, string Input);
