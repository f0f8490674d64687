namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/validation.md.</summary>
public static class Validation
{
    internal static void Setup(RondoAppBuilder builder) => builder.Services.AddSingleton(new Menu());

    internal static void Map(RondoApp app)
    {
        // begin api-validation
        app.Post("/tables/{table}/orders", ([Range(1, 40)] int table, NewOrder order) => $"{order.Lines.Count} for table {table}");
        // end api-validation

        // begin api-validation-own
        app.Post("/bookings", (Booking booking) => $"{booking.Seats} seats");
        // end api-validation-own
    }

    // begin api-validation-types
    public sealed record NewOrder(
        [Length(1, 20)] IReadOnlyList<Line> Lines,
        [EmailAddress] string? ReceiptTo = null);

    public sealed record Line(string Dish, [Range(1, 9)] int Count = 1);
    // end api-validation-types

    // begin api-validator
    internal static class Validators
    {
        [Validator]
        internal static async Task IsOnTheMenu(Line line, ErrorReport report, Menu menu)
        {
            if (!await menu.HasAsync(line.Dish))
                report.Add(nameof(line.Dish), "menu", $"We do not serve {line.Dish}.", line.Dish);
        }
    }
    // end api-validator

    // begin api-validation-itself
    public sealed record Booking(int From, int To, [Even] int Seats) : IValidatableObject
    {
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (To <= From)
                yield return new ValidationResult("It must be later than from.", [nameof(To)]);
        }
    }

    public sealed class EvenAttribute() : ValidationAttribute("Seats come in pairs.")
    {
        public override bool IsValid(object? value) => value is int number && number % 2 == 0;
    }
    // end api-validation-itself

    public sealed class Menu
    {
        public async Task<bool> HasAsync(string dish)
        {
            await EventLoop.Yield();
            return dish is "soup" or "steak";
        }
    }
}
