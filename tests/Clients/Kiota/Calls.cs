using Api;
using Api.Dishes.Item;
using Api.Models;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

var client = new ApiClient(new HttpClientRequestAdapter(new AnonymousAuthenticationProvider()) { BaseUrl = args[0] });
var on = new Date(2026, 1, 31);

var dish = await client.Dishes[3].GetAsync(request =>
{
    request.QueryParameters.KindAsGetKindQueryParameterType = GetKindQueryParameterType.WithSauce;
    request.QueryParameters.On = on;
    request.QueryParameters.Tags = ["a", "b"];
});
Same("a GET with path and query", (3, "WithSauce a+b", Course.MainCourse, on, new DateTimeOffset(2026, 1, 31, 12, 30, 0, default)), (dish!.Id, dish.Name, dish.Course, dish.On, dish.At));

try
{
    await client.Dishes[0].GetAsync(request => (request.QueryParameters.KindAsGetKindQueryParameterType, request.QueryParameters.On) = (GetKindQueryParameterType.Plain, on));
}
catch (Problem problem)
{
    Same("an error that a handler throws", "There is no dish 0.", problem.Detail);
}

var ordered = new NewDish { Name = "soup", On = on, At = DateTimeOffset.UnixEpoch, Course = Course.MainCourse };
var added = await client.Dishes.PostAsync(ordered);
Same("a POST with a body", ("soup", null, Course.MainCourse), (added!.Name, added.Price, added.Course));

try
{
    ordered.Price = 1000;
    await client.Dishes.PostAsync(ordered);
}
catch (InvalidInput invalid)
{
    Same("a validation error", (InputError_in.Body, "/price"), (invalid.Errors![0].In, invalid.Errors[0].Pointer));
}

var form = new MultipartBody();
form.AddOrReplacePart("title", "text/plain", "view");
form.AddOrReplacePart("photo", "application/octet-stream", "pixels"u8.ToArray(), "view.png");
var photo = await client.Photos.PostAsync(form);
Same("an upload", ("view", "pixels"), (photo!.Title, photo.Content));

var shape = await client.Shapes["circle"].GetAsync();
Same("a polymorphic answer", (2, true), (shape!.ShapeCircle?.Radius, shape.ShapeSquare is null));
var other = await client.Shapes.PostAsync(new Shape { ShapeCircle = new ShapeCircle { Type = ShapeCircle_type.Circle, Radius = 4 } });
Same("a polymorphic body", 4, other!.ShapeSquare?.Side);

try
{
    await client.Secret.GetAsync();
}
catch (Problem problem)
{
    Same("a caller who is refused", 401, problem.Status);
}

var known = await client.Secret.GetAsync(static request => request.Headers.Add("X-Key", "open"));
Same("a caller with a key", "somebody", known!.Title);

static void Same<T>(string what, T expected, T? actual)
{
    if (!EqualityComparer<T>.Default.Equals(expected, actual))
        throw new InvalidOperationException($"{what}: expected {expected}, got {actual}");
    Console.WriteLine(what);
}
