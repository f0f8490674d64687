using Api;

using var http = new HttpClient { BaseAddress = new Uri(args[0]) };
var client = new ApiClient(http);
var on = new DateOnly(2026, 1, 31);

var dish = await client.GetDishesByIdAsync(3, Kind.WithSauce, on, ["a", "b"]);
Same("a GET with path and query", (3, "WithSauce a+b", Course.MainCourse, on, new DateTimeOffset(2026, 1, 31, 12, 30, 0, default)), (dish.Id, dish.Name, dish.Course, dish.On, dish.At));

try
{
    await client.GetDishesByIdAsync(0, Kind.Plain, on, null);
}
catch (ApiException<Problem> problem)
{
    Same("an error that a handler throws", "There is no dish 0.", problem.Result.Detail);
}

var ordered = new NewDish { Name = "soup", On = on, At = DateTimeOffset.UnixEpoch, Course = Course.MainCourse };
var added = await client.PostDishesAsync(ordered);
Same("a POST with a body", ("soup", null, Course.MainCourse), (added.Name, added.Price, added.Course));

try
{
    ordered.Price = 1000;
    await client.PostDishesAsync(ordered);
}
catch (ApiException<InvalidInput> invalid)
{
    var error = invalid.Result.Errors.First();
    Same("a validation error", (InputErrorIn.Body, "/price"), (error.In, error.Pointer));
}

var photo = await client.PostPhotosAsync("view", new FileParameter(new MemoryStream("pixels"u8.ToArray()), "view.png"));
Same("an upload", ("view", "pixels"), (photo.Title, photo.Content));

// NSwag knows the first alternative of several alone.
var shape = await client.GetShapesByKindAsync("circle");
Same("a polymorphic answer", 2, shape.Radius);

try
{
    await client.GetSecretAsync();
}
catch (ApiException<Problem> problem)
{
    Same("a caller who is refused", 401, problem.Result.Status);
}

http.DefaultRequestHeaders.Add("X-Key", "open");
Same("a caller with a key", "somebody", (await client.GetSecretAsync()).Title);

static void Same<T>(string what, T expected, T? actual)
{
    if (!EqualityComparer<T>.Default.Equals(expected, actual))
        throw new InvalidOperationException($"{what}: expected {expected}, got {actual}");
    Console.WriteLine(what);
}
