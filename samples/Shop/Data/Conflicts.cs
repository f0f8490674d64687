using Microsoft.EntityFrameworkCore;

namespace Shop.Data;

/// <summary>Answers 409 to a request that lost against another one.</summary>
internal static class Conflicts
{
    internal static void MapConflicts(this RondoApp app) =>
        app.OnError<DbUpdateConcurrencyException>(static _ => new Conflict("Another request changed it first. Read it again, and repeat the change."));
}
