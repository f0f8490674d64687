using System.ComponentModel.DataAnnotations;

namespace Rondo.Jobs;

/// <summary>Chooses jobs.</summary>
/// <param name="State">The state; null: any.</param>
/// <param name="Queue">The queue; null: any.</param>
/// <param name="Name">The name; null: any.</param>
/// <param name="Before">The id that those of the jobs are less than; null: the newest jobs.</param>
/// <param name="Limit">The largest number of jobs.</param>
public sealed record JobFilter(
    JobState? State = null, string? Queue = null, string? Name = null, long? Before = null, [Range(1, 1000)] int Limit = 100);
