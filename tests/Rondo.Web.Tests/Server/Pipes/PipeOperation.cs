namespace Rondo.Web.Tests.Server.Pipes;

/// <summary>One call on one end of a pipe, made up by a generator.</summary>
/// <param name="Kind">Which; taken modulo the number that the test knows.</param>
/// <param name="Amount">How many bytes, or which share of them.</param>
/// <param name="Other">A second such number.</param>
/// <param name="Elsewhere">The app's end is called from another thread.</param>
public readonly record struct PipeOperation(int Kind, int Amount, int Other, bool Elsewhere);
