using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Rondo.Web.Tests.Framework;

/// <summary>One report with everything that is wrong, in JSON's words.</summary>
public class ValidationTests
{
    [LoopFact(Virtual = true)]
    public async Task Constraints_of_a_body_are_reported_by_pointer()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Order order) => order.Dish));
        Assert.Equal("200 soup", await Post(client, """{"dish":"soup","price":1.5,"lines":[{"count":1}],"notes":{"a":{"text":"x"}}}"""));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/dish","code":"length","message":"It must have 1 to 10 characters.","value":""}""",
                """{"in":"body","pointer":"/price","code":"range","message":"It must be greater than 0 and at most 100.","value":0}""",
                """{"in":"body","pointer":"/lines/0/count","code":"range","message":"It must be at least 1 and at most 9.","value":10}""",
                """{"in":"body","pointer":"/lines/1/count","code":"range","message":"It must be at least 1 and at most 9.","value":0}""",
                """{"in":"body","pointer":"/mail_to","code":"email","message":"It must be an e-mail address.","value":"x"}""",
                """{"in":"body","pointer":"/code","code":"pattern","message":"It must match the pattern ^[A-Z]{3}$.","value":"abc"}""",
                """{"in":"body","pointer":"/notes/a~1b/text","code":"missing","message":"A value is required.","value":" "}"""),
            await Post(client, """{"dish":"","price":0,"mail_to":"x","code":"abc","lines":[{"count":10},{"count":0}],"notes":{"a/b":{"text":" "}}}"""));
    }

    [LoopFact(Virtual = true)]
    public async Task Wrong_types_are_all_found_together_with_broken_constraints()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/{id}", (int id, bool? dry, Order order) => order.Dish));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"path","pointer":"/id","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"x"}""",
                """{"in":"query","pointer":"/dry","code":"type","message":"It must be true or false.","value":"y"}""",
                """{"in":"body","pointer":"/dish","code":"type","message":"It must be a string.","value":5}""",
                """{"in":"body","pointer":"/price","code":"range","message":"It must be greater than 0 and at most 100.","value":200}""",
                """{"in":"body","pointer":"/lines/0","code":"type","message":"It must be an object.","value":7}""",
                """{"in":"body","pointer":"/lines/1/count","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"x"}""",
                """{"in":"body","pointer":"/lines/2/count","code":"missing","message":"A value is required."}""",
                """{"in":"body","pointer":"/lines/3/count","code":"range","message":"It must be at least 1 and at most 9.","value":0}"""),
            await client.AnswerAsync("/x?dry=y", content: ApiTest.Json("""{"dish":5,"price":200,"lines":[7,{"count":"x"},{},{"count":0}]}""")));
    }

    [LoopFact(Virtual = true)]
    public async Task Nullability_is_part_of_the_contract()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Nullability body) => "ok"));
        Assert.Equal("200 ok", await Post(client, """{"must":"x","required":1}"""));
        Assert.Equal("200 ok", await Post(client, """{"must":"x","may":null,"required":1,"optional":"y"}"""));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/must","code":"missing","message":"A value is required."}""",
                """{"in":"body","pointer":"/required","code":"missing","message":"A value is required."}"""),
            await Post(client, "{}"));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/must","code":"null","message":"It must not be null."}""",
                """{"in":"body","pointer":"/optional","code":"null","message":"It must not be null."}""",
                """{"in":"body","pointer":"/required","code":"null","message":"It must not be null."}"""),
            await Post(client, """{"must":null,"required":null,"optional":null}"""));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"","code":"null","message":"It must not be null."}"""), await Post(client, "null"));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"","code":"type","message":"It must be an object."}"""), await Post(client, "[]"));
    }

    [LoopFact(Virtual = true)]
    public async Task A_malformed_body_says_where()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Order order) => order.Dish));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"body","pointer":"/price","code":"json","message":"The text is not valid JSON: line 3, position 12: ',' is an invalid start of a value."}"""),
            await Post(client, "{\n  \"dish\": \"soup\",\n  \"price\": ,\n}"));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"body","pointer":"","code":"json","message":"The text is not valid JSON: line 1, position 49: 'x' is invalid after a single JSON value. Expected end of data."}"""),
            await Post(client, """{"dish":"soup","price":1,"lines":[{"count":1}]} x"""));
        Assert.StartsWith("422 ", await Post(client, "{\"dish\":\"" + new string('[', 5)), StringComparison.Ordinal);
        Assert.StartsWith("422 ", await Post(client, new string('[', 100_000)), StringComparison.Ordinal); // no deeper than the serializer goes
        Assert.StartsWith("422 ", await Post(client, "\"\\ud800\""), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Bodies_of_the_wrong_kind_are_refused()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Order order) => order.Dish));
        Assert.Equal("""415 {"title":"Unsupported Media Type","status":415,"detail":"The endpoint reads JSON (application/json), not text/plain; charset=utf-8."}""", await client.AnswerAsync("/", content: new StringContent("x")));
        using var latin = new StringContent("{}", System.Text.Encoding.Latin1, "application/json");
        Assert.Equal("""415 {"title":"Unsupported Media Type","status":415,"detail":"The endpoint reads JSON in UTF-8, not in iso-8859-1."}""", await client.AnswerAsync("/", content: latin));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"","code":"missing","message":"A JSON body is required."}"""), await client.AnswerAsync("/", HttpMethod.Post));
        using var patch = new StringContent("""{"dish":"soup","price":1,"lines":[]}""", System.Text.Encoding.UTF8, "application/vnd.kitchen+json");
        Assert.Equal("200 soup", await client.AnswerAsync("/", content: patch));
    }

    [LoopFact(Virtual = true)]
    public async Task A_body_may_be_optional_or_a_list()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Post("/optional", (Line? line) => line?.Count ?? -1);
            app.Post("/list", (List<Line> lines) => lines.Count);
        });
        Assert.Equal("200 -1", await client.AnswerAsync("/optional", HttpMethod.Post));
        Assert.Equal("200 3", await client.AnswerAsync("/optional", content: ApiTest.Json("""{"count":3}""")));
        Assert.Equal("200 2", await client.AnswerAsync("/list", content: ApiTest.Json("""[{"count":3},{"count":4}]""")));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/1/count","code":"range","message":"It must be at least 1 and at most 9.","value":44}"""), await client.AnswerAsync("/list", content: ApiTest.Json("""[{"count":3},{"count":44}]""")));
    }

    [LoopFact(Virtual = true)]
    public async Task Derived_types_are_told_apart_and_validated()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Shape shape) => shape.GetType().Name));
        Assert.Equal("200 Circle", await Post(client, """{"radius":1,"type":"circle"}"""));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/radius","code":"range","message":"It must be at least 1 and at most 5.","value":9}"""), await Post(client, """{"type":"circle","radius":9}"""));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/type","code":"choice","message":"It must be one of circle, square.","value":"line"}"""), await Post(client, """{"type":"line"}"""));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/type","code":"missing","message":"It must be one of circle, square."}"""), await Post(client, "{}"));
    }

    [LoopFact(Virtual = true)]
    public async Task Functions_validate_values_wherever_they_stand()
    {
        await using var client = await ApiTest.StartAsync(
            app => app.Post("/", (Team team) => team.Members.Count),
            builder => builder.Services.AddSingleton(new Taken()));
        Assert.Equal("200 1", await Post(client, """{"leader":{"name":"ann"},"members":[{"name":"bob"}]}"""));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/leader/name","code":"taken","message":"'joe' is taken.","value":"joe"}""",
                """{"in":"body","pointer":"/members/1/name","code":"taken","message":"'joe' is taken.","value":"joe"}"""),
            await Post(client, """{"leader":{"name":"joe"},"members":[{"name":"bob"},{"name":"joe"}]}"""));
        // What is wrong already is not asked about.
        Assert.Equal(
            ApiTest.Invalid("""{"in":"body","pointer":"/members/0/name","code":"length","message":"It must have at least 3 characters.","value":"x"}"""),
            await Post(client, """{"leader":{"name":"joe"},"members":[{"name":"x"}]}"""));
    }

    [LoopFact(Virtual = true)]
    public async Task Attributes_of_the_programs_own_and_objects_that_validate_themselves()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Post("/", (Booking booking) => "ok");
            app.Get("/", ([Even] int n) => n);
        });
        Assert.Equal("200 ok", await Post(client, """{"from":1,"to":2,"seats":4}"""));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"body","pointer":"/to","code":"invalid","message":"It must be later than from."}"""),
            await Post(client, """{"from":3,"to":2,"seats":4}"""));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"body","pointer":"/seats","code":"invalid","message":"Seats come in pairs.","value":3}"""),
            await Post(client, """{"from":3,"to":2,"seats":3}"""));
        Assert.Equal(ApiTest.Invalid("""{"in":"query","pointer":"/n","code":"invalid","message":"Seats come in pairs.","value":3}"""), await client.AnswerAsync("/?n=3"));
    }

    [LoopFact(Virtual = true)]
    public async Task The_status_of_invalid_input_can_be_400_and_handlers_see_it()
    {
        await using (var client = await ApiTest.StartAsync(app => app.Get("/", (int n) => n), builder => builder.Services.Configure<ApiOptions>(options => options.InvalidInputStatus = 400)))
            Assert.Equal("""400 {"title":"The request has invalid input","status":400,"errors":[{"in":"query","pointer":"/n","code":"missing","message":"A value is required."}]}""", await client.AnswerAsync("/"));
        await using (var client = await ApiTest.StartAsync(app =>
        {
            app.OnError<InvalidInput>(error => new BadRequest($"{error.Errors.Count} wrong"));
            app.Get("/", (int n) => n);
        }))
            Assert.Equal("""400 {"title":"Bad Request","status":400,"detail":"1 wrong"}""", await client.AnswerAsync("/"));
    }

    [LoopFact(Virtual = true)]
    public async Task Long_values_are_cut_and_many_errors_are_limited()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (List<Line> lines) => lines.Count));
        var answer = await Post(client, $"[{string.Join(',', Enumerable.Repeat("""{"count":0}""", 5000))}]");
        Assert.Equal(100, answer.Split("\"pointer\"").Length - 1);
        await using var other = await ApiTest.StartAsync(app => app.Get("/", (int n) => n));
        Assert.True((await other.AnswerAsync("/?n=" + new string('x', 5000))).Length < 500);
    }

    [LoopFact(Virtual = true)]
    public async Task Types_of_other_assemblies_are_validated_too()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (global::Kitchen.Items.NewItem item) => item.Name));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/name","code":"length","message":"It must have 1 to 100 characters.","value":""}""",
                """{"in":"body","pointer":"/price","code":"range","message":"It must be greater than 0 and at most 1000000.","value":0}"""),
            await Post(client, """{"name":"","price":0}"""));
    }

    [LoopFact(Virtual = true)]
    public async Task Lines_are_validated_one_by_one_as_they_come()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", async (IAsyncEnumerable<Line> lines) =>
        {
            var sum = 0;
            await foreach (var line in lines)
                sum += line.Count;
            return sum;
        }));
        static StringContent Lines(string text) => new(text, System.Text.Encoding.UTF8, "application/jsonl");
        Assert.Equal("200 5", await client.AnswerAsync("/", content: Lines("{\"count\":2}\n{\"count\":3}\n")));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"body","pointer":"/1/count","code":"range","message":"It must be at least 1 and at most 9.","value":30}""").Replace("]}", "],\"line\":2}", StringComparison.Ordinal),
            await client.AnswerAsync("/", content: Lines("{\"count\":2}\n{\"count\":30}\n")));
        Assert.StartsWith("422 ", await client.AnswerAsync("/", content: Lines("{\"count\":2}\n{]\n")), StringComparison.Ordinal);
        Assert.StartsWith("415 ", await client.AnswerAsync("/", content: ApiTest.Json("{}")), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Constraints_on_the_constructor_of_a_base_record_hold_for_the_derived_one()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Post("/", (Dog dog) => dog.Name);
            app.Get("/", ([AsParameters] Dog dog) => dog.Name);
        });
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/legs","code":"range","message":"It must be at least 1 and at most 4.","value":9}"""), await Post(client, """{"legs":9,"name":"rex"}"""));
        Assert.Equal("200 rex", await Post(client, """{"legs":3,"name":"rex"}"""));
        Assert.Equal(ApiTest.Invalid("""{"in":"query","pointer":"/legs","code":"range","message":"It must be at least 1 and at most 4.","value":9}"""), await client.AnswerAsync("/?legs=9&name=rex"));
    }

    [LoopFact(Virtual = true)]
    public async Task A_derived_type_behind_one_of_its_bases_is_validated_as_itself()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Thing thing) => thing.GetType().Name));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/doors","code":"range","message":"It must be at least 1 and at most 5.","value":9}"""), await Post(client, """{"type":"car","wheels":4,"doors":9}"""));
        Assert.Equal("200 Vehicle", await Post(client, """{"type":"vehicle","wheels":4}"""));
    }

    [LoopFact(Virtual = true)]
    public async Task Members_whose_type_is_an_interface_are_validated_as_what_they_are()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Garage garage) => garage.Parked.GetType().Name));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/parked/wheels","code":"range","message":"It must be at least 1 and at most 3.","value":9}"""), await Post(client, """{"parked":{"type":"bike","wheels":9}}"""));
        Assert.Equal("200 Bike", await Post(client, """{"parked":{"type":"bike","wheels":2}}"""));
    }

    [LoopFact(Virtual = true)]
    public async Task Members_of_a_form_are_compared()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", ([Microsoft.AspNetCore.Mvc.FromForm] Signup signup) => signup.Password));
        static FormUrlEncodedContent Form(string password, string repeated) => new(new Dictionary<string, string> { ["password"] = password, ["repeated"] = repeated });
        Assert.Equal("200 secret", await client.AnswerAsync("/", content: Form("secret", "secret")));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"form","pointer":"/repeated","code":"compare","message":"'Repeated' and 'Password' do not match."}"""),
            await client.AnswerAsync("/", content: Form("secret", "sicret")));
    }

    [LoopFact(Virtual = true)]
    public async Task Functions_and_attributes_of_a_type_validate_it_wherever_it_comes_from()
    {
        await using var client = await ApiTest.StartAsync(
            app =>
            {
                app.Get("/query", ([AsParameters] Player player) => player.Name);
                app.Post("/form", ([Microsoft.AspNetCore.Mvc.FromForm] Player player) => player.Name);
                app.Post("/lines", async (IAsyncEnumerable<Player> players) =>
                {
                    var names = "";
                    await foreach (var player in players)
                        names += player.Name;
                    return names;
                });
                app.Get("/span", ([AsParameters] Span span) => span.To - span.From);
                app.Post("/span", (Span span) => span.To - span.From);
            },
            builder => builder.Services.AddSingleton<Taken>());
        static string Taken(string location, string pointer = "/name") => ApiTest.Invalid($$"""{"in":"{{location}}","pointer":"{{pointer}}","code":"taken","message":"'joe' is taken.","value":"joe"}""");
        static StringContent Lines(string text) => new(text, System.Text.Encoding.UTF8, "application/jsonl");
        Assert.Equal(Taken("query"), await client.AnswerAsync("/query?name=joe"));
        Assert.Equal("200 jim", await client.AnswerAsync("/query?name=jim"));
        Assert.Equal(Taken("form"), await client.AnswerAsync("/form", content: new FormUrlEncodedContent(new Dictionary<string, string> { ["name"] = "joe" })));
        Assert.Equal(Taken("body", "/1/name")[..^1] + ",\"line\":2}", await client.AnswerAsync("/lines", content: Lines("{\"name\":\"jim\"}\n{\"name\":\"joe\"}\n")));
        Assert.Equal("200 jimtom", await client.AnswerAsync("/lines", content: Lines("{\"name\":\"jim\"}\n{\"name\":\"tom\"}\n")));
        Assert.Equal("200 2", await client.AnswerAsync("/span?from=1&to=3"));
        Assert.Equal(ApiTest.Invalid("""{"in":"query","pointer":"","code":"invalid","message":"It must go forward."}"""), await client.AnswerAsync("/span?from=3&to=1"));
        Assert.Equal("200 2", await client.AnswerAsync("/span", content: ApiTest.Json("""{"from":1,"to":3}""")));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"","code":"invalid","message":"It must go forward."}"""), await client.AnswerAsync("/span", content: ApiTest.Json("""{"from":3,"to":1}""")));
    }

    private static Task<string> Post(HttpClient client, string json) => client.AnswerAsync("/", content: ApiTest.Json(json));

    public sealed record Order(
        [Length(1, 10)] string Dish,
        [Range(0, 100.0, MinimumIsExclusive = true)] decimal Price,
        [MaxLength(20)] IReadOnlyList<Line> Lines,
        [property: JsonPropertyName("mail_to"), EmailAddress] string? MailTo = null,
        [RegularExpression("^[A-Z]{3}$")] string? Code = null)
    {
        public Dictionary<string, Note>? Notes { get; init; }
    }

    public sealed record Line([Range(1, 9)] int Count);

    public sealed class Note
    {
        [Required]
        public string? Text { get; set; }
    }

    public sealed class Nullability
    {
        public required string Must { get; init; }

        public string? May { get; init; }

        public string Optional { get; init; } = "";

        public required int Required { get; init; }
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Square), "square")]
    public abstract record Shape;

    public sealed record Circle([Range(1, 5)] int Radius) : Shape;

    public sealed record Square(int Side) : Shape;

    public record Animal([Range(1, 4)] int Legs);

    public sealed record Dog(int Legs, string Name) : Animal(Legs);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(Vehicle), "vehicle")]
    [JsonDerivedType(typeof(Car), "car")]
    public abstract record Thing;

    public record Vehicle(int Wheels) : Thing;

    public sealed record Car(int Wheels, [Range(1, 5)] int Doors) : Vehicle(Wheels);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(Bike), "bike")]
    public interface IParked;

    public sealed record Bike([Range(1, 3)] int Wheels) : IParked;

    public sealed record Garage(IParked Parked);

    public sealed class Signup
    {
        public required string Password { get; init; }

        [Compare(nameof(Password))]
        public required string Repeated { get; init; }
    }

    [Ordered]
    public sealed record Span(int From, int To);

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class OrderedAttribute() : ValidationAttribute("It must go forward.")
    {
        public override bool IsValid(object? value) => value is Span span && span.From <= span.To;
    }

    public sealed record Team(Player Leader, IReadOnlyList<Player> Members);

    public sealed record Player([MinLength(3)] string Name);

    public sealed class Taken
    {
        public async Task<bool> IsTakenAsync(string name)
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(1));
            return name == "joe";
        }
    }

    public sealed record Booking(int From, int To, [Even] int Seats) : IValidatableObject
    {
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (To < From)
                yield return new ValidationResult("It must be later than from.", [nameof(To)]);
        }
    }

    [AttributeUsage(AttributeTargets.All)]
    public sealed class EvenAttribute() : ValidationAttribute("Seats come in pairs.")
    {
        public override bool IsValid(object? value) => value is int number && number % 2 == 0;
    }

    internal static class Validators
    {
        [Validator]
        internal static async Task NameIsFree(Player player, ErrorReport report, Taken taken)
        {
            if (await taken.IsTakenAsync(player.Name))
                report.Add(nameof(player.Name), "taken", $"'{player.Name}' is taken.", player.Name);
        }
    }
}
