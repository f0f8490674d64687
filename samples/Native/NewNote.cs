using System.ComponentModel.DataAnnotations;

namespace Native;

/// <summary>A note to keep.</summary>
public sealed record NewNote([StringLength(100, MinimumLength = 1)] string Text, [Range(1, 5)] int Stars = 3);
