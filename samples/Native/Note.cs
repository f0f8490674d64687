using System.ComponentModel.DataAnnotations.Schema;

namespace Native;

/// <summary>A note.</summary>
[Table("notes")]
public sealed record Note(int Id, string Text, int Stars);
