namespace Uploads;

/// <summary>A file that was uploaded.</summary>
/// <param name="Id">Its id, which is its name on disk: the client's name is no path.</param>
/// <param name="Name">The client's name.</param>
/// <param name="Bytes">Its size, in bytes.</param>
internal sealed record StoredFile(Guid Id, string Name, long Bytes);
