using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Rondo.Api.Runtime;

namespace Rondo.Api.Routing;

/// <summary><c>{code:regex(…)}</c> in bounded time: ASP.NET's own tries a path for ten seconds, on the loop.</summary>
internal sealed class PatternRouteConstraint(string pattern) : IRouteConstraint, IParameterLiteralNodeMatchingPolicy
{
    private readonly Regex _regex = Pattern.Make(pattern, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    public bool Match(
        HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && value is not null && Matches(Convert.ToString(value, CultureInfo.InvariantCulture)!);

    public bool MatchesLiteral(string parameterName, string literal) => Matches(literal);

    private bool Matches(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
