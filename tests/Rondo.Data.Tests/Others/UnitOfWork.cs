using Rondo.Api;

namespace Rondo.Data.Tests.Others;

/// <summary>A context whose changes are saved and committed before the response is sent.</summary>
internal sealed record UnitOfWork(Library Library)
{
    [Dependency]
    internal static async IAsyncEnumerable<UnitOfWork> Begin(Library library)
    {
        await using var transaction = await library.Database.BeginTransactionAsync(CancelScope.CurrentToken);
        yield return new UnitOfWork(library);
        await library.SaveChangesAsync(CancelScope.CurrentToken);
        await transaction.CommitAsync(CancelScope.CurrentToken);
    }
}
