namespace Rondo.Web.Tests.Values;

/// <summary>A body with one member.</summary>
public sealed record Box<T>(T V);
