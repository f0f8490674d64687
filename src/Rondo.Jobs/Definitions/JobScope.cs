using Rondo.Api.Runtime;

namespace Rondo.Jobs.Definitions;

/// <summary>An attempt, and the values that parameters of a handler may have besides the payload.</summary>
internal sealed record JobScope(JobContext Context, HandlerValues Values);
