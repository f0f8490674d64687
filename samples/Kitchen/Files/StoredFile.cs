namespace Kitchen.Files;

/// <summary>A file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
internal sealed record StoredFile(string Name, long Size);
