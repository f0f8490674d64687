using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Rondo.Load;

/// <summary>
/// The endpoints that bench/attack.py attacks: the same paths through Rondo.Api, and as bare minimal-API delegates for Kestrel.
/// </summary>
internal static class AttackedEndpoints
{
    internal static void MapAttacked(this RondoApp app)
    {
        app.Get("/plaintext", static () => "Hello, World!");
        app.Post("/tree", static (Branch branch) => new Answer($"{branch.Count}"));
        app.Post("/keys", static (Dictionary<string, Dictionary<string, int>> keys) => new Answer($"{keys.Count}"));
        app.Post("/coded", static (Coded coded) => new Answer(coded.Code));
        app.Post("/login", static (Login login) => new Answer(login.Name));
        app.Post("/form", static ([FromForm] Login login) => new Answer(login.Name));
        app.Post("/unread", static () => "unread");
        app.Include<Vault>();
        var guarded = app.Group("/guarded").Depends(Refuse);
        guarded.Get("/typed", static () => "secret");
        guarded.MapGet("/minimal", static () => "secret");
    }

    internal static void MapAttacked(this IEndpointRouteBuilder app)
    {
        app.MapPost("/tree", static (Branch branch) => new Answer($"{branch.Count}"));
        app.MapPost("/keys", static (Dictionary<string, Dictionary<string, int>> keys) => new Answer($"{keys.Count}"));
        app.MapPost("/coded", static (Coded coded) => new Answer(coded.Code));
        app.MapPost("/login", static (Login login) => new Answer(login.Name));
        app.MapPost("/form", static ([FromForm] Login login) => new Answer(login.Name)).DisableAntiforgery();
        app.MapPost("/unread", static () => "unread");
    }

    private static IResult Refuse() => Results.Unauthorized();
}

/// <summary>A body as deep as a client likes.</summary>
public sealed record Branch(Branch? Inner, string[]? Items, int Count);

/// <summary>A pattern that backtracks without end.</summary>
public sealed record Coded([RegularExpression("^(a+)+$")] string Code);

/// <summary>A body with a secret.</summary>
public sealed record Login(string Name, [MinLength(12)] string Password);

/// <summary>A class that is closed as a whole.</summary>
[Authorize]
public sealed class Vault
{
    [Get("/vault")]
    public static string Open() => "secret";
}
