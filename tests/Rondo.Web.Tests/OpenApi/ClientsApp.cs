using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Rondo.Api;
using AppNotFound = Rondo.Api.NotFound;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>An app that generated clients call.</summary>
internal static class ClientsApp
{
    internal static RondoApp Build()
    {
        var app = RondoApp.Create(["--hostBuilder:reloadConfigOnChange=false"], static builder =>
        {
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            builder.Security.AddApiKey(ApiKeyLocation.Header, "X-Key", static key => key == "open" ? ApiUser.Of("somebody") : null);
        });
        app.Get("/dishes/{id}", (int id, Kind kind, DateOnly on, string[]? tags) => id > 0
            ? new Dish(id, $"{kind} {string.Join('+', tags ?? [])}", Course.MainCourse, on,
                new DateTimeOffset(on, new TimeOnly(12, 30), TimeSpan.Zero), null, [])
            : throw new AppNotFound($"There is no dish {id}."));
        app.Post("/dishes", (NewDish dish) => new Dish(7, dish.Name, dish.Course, dish.On, dish.At, dish.Price, dish.Tags ?? []))
            .Status(201);
        app.Post("/photos", async ([FromForm] string title, IFormFile photo) =>
        {
            using var text = new StreamReader(photo.OpenReadStream());
            return new Photo(title, await text.ReadToEndAsync());
        });
        app.Get("/shapes/{kind}", Shape (string kind) => kind == "circle" ? new Circle(2) : new Square(3));
        app.Post("/shapes", (Shape shape) => shape is Circle circle ? new Square(circle.Radius) : shape);
        app.Get("/secret", (ClaimsPrincipal user) => new Photo(user.Identity!.Name!, "secret")).RequireAuthorization();
        return app;
    }
}

public enum Kind
{
    Plain,
    WithSauce,
}

[JsonConverter(typeof(JsonStringEnumConverter<Course>))]
public enum Course
{
    Starter,
    MainCourse,
}

public sealed record Dish(int Id, string Name, Course Course, DateOnly On, DateTimeOffset At, double? Price, IReadOnlyList<string> Tags);

public sealed record NewDish([MaxLength(20)] string Name, DateOnly On, DateTimeOffset At, [Range(0, 100)] double? Price = null,
    IReadOnlyList<string>? Tags = null, Course Course = Course.Starter);

public sealed record Photo(string Title, string Content);
