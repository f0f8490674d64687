namespace Rondo.Generators.Tests.Endpoints;

/// <summary>Constraints that no value of their type can meet are found by the build, wherever they stand; their neighbours are not.</summary>
public sealed class ConstraintFitTests
{
    [Theory]
    [InlineData("StringLength(5)", "int", "it is for strings")]
    [InlineData("StringLength(5)", "List<int>", "it is for strings: use [Length], [MinLength] or [MaxLength]")]
    [InlineData("RegularExpression(\"a\")", "int", "it is for strings")]
    [InlineData("RegularExpression(\"(\")", "string", "its pattern is malformed: Invalid pattern '(' at offset 1. Not enough )'s")]
    [InlineData("EmailAddress", "Guid", "it is for strings")]
    [InlineData("Url", "int", "it is for strings")]
    [InlineData("Phone", "long", "it is for strings")]
    [InlineData("CreditCard", "long", "it is for strings")]
    [InlineData("Base64String", "byte[]", "it is for strings")]
    [InlineData("FileExtensions", "int", "it is for strings")]
    [InlineData("MinLength(1)", "int", "it is for strings and collections: use [Range]")]
    [InlineData("MaxLength(1)", "DateOnly", "it is for strings and collections: use [Range]")]
    [InlineData("Length(1, 2)", "bool", "it is for strings and collections: use [Range]")]
    [InlineData("Length(2, 1)", "string", "no size is at least 2 and at most 1")]
    [InlineData("StringLength(1, MinimumLength = 2)", "string", "no size is at least 2 and at most 1")]
    [InlineData("MinLength(-1)", "string", "a size cannot be negative")]
    [InlineData("MinLength(3), MaxLength(2)", "string", "another constraint leaves no size that it allows")]
    [InlineData("Range(1, 2)", "string", "it is for numbers, dates, times and durations")]
    [InlineData("Range(1, 2)", "List<int>", "it is for numbers, dates, times and durations")]
    [InlineData("Range(1, 2)", "bool", "it is for numbers, dates, times and durations")]
    [InlineData("Range(1, 2)", "DateOnly", "its limit '1' is no DateOnly: write 2026-01-31")]
    [InlineData("Range(2, 1)", "int", "no value is between 2 and 1")]
    [InlineData("Range(1, 1, MaximumIsExclusive = true)", "int", "no value is between 1 and 1")]
    [InlineData("Range(300, 400)", "byte", "every value of the type is below 300")]
    [InlineData("Range(-2, -1)", "uint", "every value of the type is above -1")]
    [InlineData("Range(typeof(int), \"a\", \"2\")", "int", "its limit 'a' is no number")]
    [InlineData("Range(typeof(DateTime), \"1/1/2026\", \"12/31/2026\")", "DateTime", "its limit '1/1/2026' is no DateTime: write 2026-01-31 or 2026-01-31T12:00:00Z")]
    [InlineData("Range(typeof(DateOnly), \"2026-12-31\", \"2026-01-01\")", "DateOnly", "no value is between 2026-12-31 and 2026-01-01")]
    [InlineData("Range(typeof(TimeSpan), \"5\", \"6\")", "TimeSpan", "its limit '5' is no TimeSpan: write 00:30:00")]
    [InlineData("AllowedValues(\"a\")", "int", "none of its values is a value of this type")]
    [InlineData("AllowedValues(1.5)", "int", "none of its values is a value of this type")]
    [InlineData("AllowedValues(\"2026-01-01\")", "DateOnly", "none of its values is a value of this type")]
    [InlineData("AllowedValues(300)", "byte", "none of its values is a value of this type")]
    public void A_constraint_that_no_value_can_meet_is_an_error(string constraint, string type, string why)
    {
        var blamed = constraint.Split("), M") is [_, var second] ? "M" + second : constraint; // of two, the one that leaves nothing
        var name = blamed.Split('(')[0];
        var full = type switch
        {
            "Guid" or "DateOnly" or "DateTime" or "TimeSpan" => "System." + type,
            "List<int>" => "System.Collections.Generic.List<int>",
            _ => type,
        };
        Assert.Equal([$"RONDO0019 at '{blamed}': No value of 'a' ({full}) can meet [{name}]: {why}"], Reported($"app.Post(\"/a\", ([FromForm, {constraint}] {type} a) => \"\");"));
        // The same of a member, once for two endpoints, and behind a list.
        Assert.Equal(
            [$"RONDO0019 at '{blamed}': No value of 'B.A' ({full}) can meet [{name}]: {why}"],
            Reported($"app.Post(\"/a\", (B b) => \"\"); app.Post(\"/b\", (List<B> b) => \"\"); public class B {{ [{constraint}] public {type} A {{ get; set; }} = default!; }}"));
    }

    [Theory]
    [InlineData("StringLength(5)", "string")]
    [InlineData("MaxLength", "string")]
    [InlineData("Length(0, 0)", "string")]
    [InlineData("MinLength(2), MaxLength(2)", "int[]")]
    [InlineData("Range(255, 300)", "byte")]
    [InlineData("Range(1, 1)", "int")]
    [InlineData("Range(0, double.PositiveInfinity)", "Int128")]
    [InlineData("Range(typeof(DateTimeOffset), \"2026-01-01\", \"2026-01-01\")", "DateTimeOffset")]
    [InlineData("AllowedValues(1, \"a\")", "int?")]
    [InlineData("DeniedValues(\"a\")", "int")]
    [InlineData("EnumDataType(typeof(DayOfWeek))", "DayOfWeek")]
    [InlineData("EnumDataType(typeof(DayOfWeek))", "string")]
    [InlineData("Url", "Uri")]
    public void A_constraint_that_a_value_can_meet_is_none(string constraint, string type) =>
        Assert.Empty(Reported($"app.Post(\"/a\", (B b) => \"\"); public class B {{ [{constraint}] public {type} A {{ get; set; }} = default!; }}"));

    private static List<string> Reported(string program)
    {
        var sample = Sample.Run("using System.ComponentModel.DataAnnotations;\nvar app = RondoApp.Create();\n" + program);
        Assert.DoesNotContain(sample.Reported, static each => each.Id == "CS8785"); // its message has the stack
        return [.. Sample.Show(sample.Reported, sample.Input)];
    }
}
