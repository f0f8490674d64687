namespace Rondo.Nats.Tests;

/// <summary>A message.</summary>
public sealed record Said(string From, string Text);
