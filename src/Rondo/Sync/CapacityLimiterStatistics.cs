namespace Rondo.Sync;

/// <summary>A snapshot of a <see cref="CapacityLimiter"/>.</summary>
/// <param name="BorrowedTokens">Tokens that are lent.</param>
/// <param name="TotalTokens">How many may be lent.</param>
/// <param name="Borrowers">The borrowers, in no particular order.</param>
/// <param name="Waiting">Tasks that wait for one.</param>
public sealed record CapacityLimiterStatistics(int BorrowedTokens, int TotalTokens, IReadOnlyList<object> Borrowers, int Waiting);
