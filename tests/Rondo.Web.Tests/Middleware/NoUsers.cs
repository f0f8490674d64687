using Microsoft.AspNetCore.Identity;

namespace Rondo.Web.Tests.Middleware;

/// <summary>The users of an app of ASP.NET's Identity: none.</summary>
internal sealed class NoUsers : IUserStore<IdentityUser>
{
    public Task<IdentityResult> CreateAsync(IdentityUser user, CancellationToken cancellationToken) => Refused();

    public Task<IdentityResult> DeleteAsync(IdentityUser user, CancellationToken cancellationToken) => Refused();

    public Task<IdentityResult> UpdateAsync(IdentityUser user, CancellationToken cancellationToken) => Refused();

    public Task<IdentityUser?> FindByIdAsync(string userId, CancellationToken cancellationToken) => Task.FromResult<IdentityUser?>(null);

    public Task<IdentityUser?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult<IdentityUser?>(null);

    public Task<string?> GetNormalizedUserNameAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.NormalizedUserName);

    public Task<string> GetUserIdAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(IdentityUser user, CancellationToken cancellationToken) => Task.FromResult(user.UserName);

    public Task SetNormalizedUserNameAsync(IdentityUser user, string? normalizedName, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task SetUserNameAsync(IdentityUser user, string? userName, CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    private static Task<IdentityResult> Refused() => Task.FromResult(IdentityResult.Failed());
}
