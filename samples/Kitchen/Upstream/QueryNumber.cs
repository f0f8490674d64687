using System.Globalization;
using Kitchen.Errors;

namespace Kitchen.Upstream;

/// <summary>Whole numbers in a query, with their limits.</summary>
internal static class QueryNumber
{
    internal static int Parse(string name, string? text, int otherwise, int minimum, int maximum, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text))
            return otherwise;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum)
            return value;
        errors.Add(new FieldError("query", $"/{name}", "range", $"{name} has to be an integer from {minimum} to {maximum}.", text));
        return otherwise;
    }
}
