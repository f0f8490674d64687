namespace Rondo.Docs.Tests.Architecture;

/// <summary>A file of one folder that uses a type of another folder of the same project.</summary>
internal sealed record Reference(string File, string From, string To, string Type);
