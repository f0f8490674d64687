using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>The limits of <c>[Range]</c> in the type that it stands on, whatever type they are written in.</summary>
/// <remarks>
/// The attribute converts the value to the limits' type: a long to an int, which overflows, an Int128 to a double, which is
/// refused. Limits of dates
/// it reads in the culture of the moment.
/// </remarks>
internal static class Limits
{
    private static readonly Dictionary<string, string[]> s_notations = new()
    {
        ["System.DateOnly"] = ["yyyy-MM-dd"],
        ["System.TimeOnly"] = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF"],
        ["System.DateTime"] = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"],
        ["System.DateTimeOffset"] = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"],
    };

    /// <returns>Why no value can meet it; null where one can.</returns>
    internal static string? Why(AttributeData attribute, ITypeSymbol type)
    {
        if (Texts(attribute) is not var (low, high))
            return null;
        if (NumberKind.Of(type) is { } number)
            return WhyNumber(attribute, number, low, high);
        if (Read(low, type) is not { } least)
            return IsOrdered(type) ? $"its limit '{low}' is no {type.Name}: write {Example(type)}"
                : "it is for numbers, dates, times and durations";
        if (Read(high, type) is not { } most)
            return $"its limit '{high}' is no {type.Name}: write {Example(type)}";
        return least > most || (least == most && IsExclusive(attribute, out _, out _)) ? Empty(low, high) : null;
    }

    /// <summary>The check, for types whose limits were found right.</summary>
    internal static CheckModel? Of(AttributeData attribute, string text, ITypeSymbol type)
    {
        if (Texts(attribute) is not var (low, high))
            return null;
        if (NumberKind.Of(type) is { } number)
        {
            IsExclusive(attribute, out var isAbove, out var isBelow);
            var least = Limit(number, low, isLeast: true, ref isAbove);
            var most = Limit(number, high, isLeast: false, ref isBelow);
            // Written so that NaN is outside.
            var conditions = new[] { least is null ? null : $"{{0}} {(isAbove ? ">" : ">=")} {least}",
                most is null ? null : $"{{0}} {(isBelow ? "<" : "<=")} {most}" }.Where(static each => each is not null).ToList();
            return new CheckModel(text, conditions.Count == 0 ? "false" : $"!({string.Join(" && ", conditions)})");
        }

        if (!IsOrdered(type))
            return null;
        var limits = $"global::Rondo.Api.Runtime.Limits<{type.Plain()}>";
        var named = string.Join(
            "", attribute.NamedArguments.Where(static pair => !pair.Key.EndsWith("InInvariantCulture", StringComparison.Ordinal))
            .Select(static pair => $", {pair.Key} = {Literals.Constant(pair.Value)}"));
        return new CheckModel(
            $"new {limits} {{ Minimum = {Literals.Text(low)}, Maximum = {Literals.Text(high)}{named} }}",
            $"(({limits}){{1}}).Exclude({{0}})");
    }

    private static string? WhyNumber(AttributeData attribute, NumberKind number, string low, string high)
    {
        foreach (var limit in new[] { low, high })
        {
            if (!double.TryParse(limit, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) || double.IsNaN(read))
                return $"its limit '{limit}' is no number";
        }

        if (Order(low, high) > 0 || (Order(low, high) == 0 && IsExclusive(attribute, out _, out _)))
            return Empty(low, high);
        if (NumberKind.TryWhole(high, out var top) && top.Ceiling < number.Least)
            return $"every value of the type is above {high}";
        return NumberKind.TryWhole(low, out var bottom) && bottom.Floor > number.Most ? $"every value of the type is below {low}" : null;
    }

    /// <summary>The limit as C#; null where every value of the type meets it.</summary>
    private static string? Limit(NumberKind number, string text, bool isLeast, ref bool isExclusive)
    {
        if (!NumberKind.TryWhole(text, out var whole) || IsEndOfType(text, isLeast))
            return null;
        if (isLeast ? whole.Ceiling <= number.Least && !(isExclusive && whole.Ceiling == number.Least)
            : whole.Floor >= number.Most && !(isExclusive && whole.Floor == number.Most))
            return null;
        if (!number.IsWhole)
            return number.Literal(text);
        // The integer next to a limit that is none is a limit that is met.
        isExclusive &= whole.Floor == whole.Ceiling;
        return number.Literal((isLeast ? whole.Ceiling : whole.Floor).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// The end of a large type, which comes as a double, was written to say that there is no limit. Messages and documents say
    /// none, either.
    /// </summary>
    private static bool IsEndOfType(string text, bool isLeast) =>
        text.Contains('E') && double.Parse(text, CultureInfo.InvariantCulture) is var number
        && (isLeast ? number is double.MinValue or long.MinValue or (double)decimal.MinValue
            : number is double.MaxValue or long.MaxValue or ulong.MaxValue or (double)decimal.MaxValue);

    private static int Order(string low, string high) =>
        BigInteger.TryParse(low, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var least)
        && BigInteger.TryParse(high, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var most)
            ? least.CompareTo(most)
            : double.Parse(low, CultureInfo.InvariantCulture).CompareTo(double.Parse(high, CultureInfo.InvariantCulture));

    private static (string Low, string High)? Texts(AttributeData attribute)
    {
        var values = attribute.ConstructorArguments.Select(static argument => argument.Value).ToList();
        if (values.Count == 3 && values[1] is string low && values[2] is string high)
            return (low, high);
        return values.Count == 2 && values[0] is int or double && values[1] is int or double ? (Text(values[0]!), Text(values[1]!)) : null;
    }

    private static string Text(object value) =>
        value is double number ? number.ToString("R", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static bool IsExclusive(AttributeData attribute, out bool isAbove, out bool isBelow)
    {
        isAbove = attribute.NamedArguments.Any(static pair => pair is { Key: "MinimumIsExclusive", Value.Value: true });
        isBelow = attribute.NamedArguments.Any(static pair => pair is { Key: "MaximumIsExclusive", Value.Value: true });
        return isAbove || isBelow;
    }

    private static bool IsOrdered(ITypeSymbol type) => Example(type).Length > 0;

    private static string Example(ITypeSymbol type) => type.Name switch
    {
        "DateOnly" => "2026-01-31",
        "TimeOnly" => "12:00:00",
        "DateTime" or "DateTimeOffset" => "2026-01-31 or 2026-01-31T12:00:00Z",
        "TimeSpan" => "00:30:00",
        _ => "",
    } is var example && type.ContainingNamespace?.Name == "System" ? example : "";

    /// <summary>The limit in ticks.</summary>
    private static long? Read(string text, ITypeSymbol type)
    {
        if (type.Is("System.TimeSpan"))
            return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) ? span.Ticks : null;
        return s_notations.TryGetValue(type.ToDisplayString(), out var notations)
            && DateTime.TryParseExact(
                text, notations, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
                ? moment.Ticks
                : null;
    }

    private static string Empty(string low, string high) => $"no value is between {low} and {high}";
}
