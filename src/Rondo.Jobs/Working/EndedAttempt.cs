using Rondo.Jobs.Storage;

namespace Rondo.Jobs.Working;

/// <summary>An attempt that has ended; without an error it succeeded.</summary>
internal sealed record EndedAttempt(JobRow Row, Exception? Error);
