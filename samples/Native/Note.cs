namespace Native;

/// <summary>A note.</summary>
public sealed record Note(int Id, string Text, int Stars);
