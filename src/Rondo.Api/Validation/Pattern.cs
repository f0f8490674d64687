using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: <c>[RegularExpression]</c> in a time that does not depend on the value.</summary>
/// <remarks>
/// The attribute itself tries a pattern such as <c>^(a+)+$</c> for two seconds. Here a pattern is matched without backtracking,
/// in time linear to the
/// value. Only patterns that need backtracking (lookarounds, back references) have a limit in time instead, after which the value
/// does not match.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class Pattern : RegularExpressionAttribute
{
    /// <summary>How long one match may take.</summary>
    internal const int LongestMilliseconds = 20;

    private readonly Regex _regex;

    private Pattern(RegularExpressionAttribute attribute)
        : base(attribute.Pattern)
    {
        // To set one of them to null is to set it.
        if (attribute.ErrorMessage is { } message)
            ErrorMessage = message;
        if (attribute is { ErrorMessageResourceName: { } name, ErrorMessageResourceType: { } type })
            (ErrorMessageResourceName, ErrorMessageResourceType) = (name, type);
        MatchTimeoutInMilliseconds = LongestMilliseconds;
        _regex = Make(attribute.Pattern, RegexOptions.None);
    }

    /// <summary>The same constraint, matched as above.</summary>
    public static Pattern Of(RegularExpressionAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return new Pattern(attribute);
    }

    /// <inheritdoc/>
    public override bool IsValid(object? value) => TryMatch(value, out var matches) && matches;

    /// <summary>Makes a pattern of the program's fit for values of callers.</summary>
    internal static Regex Make(string pattern, RegexOptions options)
    {
        var longest = TimeSpan.FromMilliseconds(LongestMilliseconds);
        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking, longest);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, options, longest);
        }
    }

    /// <summary>Whether the whole value matches; as the attribute, an empty one does.</summary>
    /// <returns>False where it took too long to tell.</returns>
    internal bool TryMatch(object? value, out bool matches)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture);
        matches = true;
        if (string.IsNullOrEmpty(text))
            return true;
        try
        {
            matches = false;
            foreach (var match in _regex.EnumerateMatches(text))
            {
                matches = match.Index == 0 && match.Length == text.Length;
                break;
            }

            return true;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
