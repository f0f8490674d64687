using System.Buffers;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Rondo.Api.Security;

/// <summary>Reads tokens behind another word than <c>Bearer</c>: <c>Authorization: Token eyJ…</c>.</summary>
internal static class BearerPrefix
{
    internal const string Usual = "Bearer";

    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    internal static void Check(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        if (prefix.AsSpan().ContainsAnyExcept(s_token))
            throw new ArgumentException(
                $"The prefix '{prefix}' is no authentication scheme of HTTP: use letters, digits and !#$%&'*+-.^_`|~ alone, "
                    + $"without the space that follows it.", nameof(prefix));
    }

    internal static bool IsUsual(string prefix) => prefix.Equals(Usual, StringComparison.OrdinalIgnoreCase);

    internal static void Apply(JwtBearerOptions bearer, string prefix)
    {
        if (IsUsual(prefix))
            return;
        bearer.Challenge = prefix;
        bearer.Events ??= new JwtBearerEvents();
        var others = bearer.Events.OnMessageReceived;
        bearer.Events.OnMessageReceived = async received =>
        {
            await others(received);
            if (received.Result is not null || received.Token is not null)
                return;
            var header = received.Request.Headers.Authorization.ToString().AsSpan();
            if (header.Length > prefix.Length && header[prefix.Length] == ' '
                && header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                received.Token = header[(prefix.Length + 1)..].Trim().ToString();
            if (string.IsNullOrEmpty(received.Token))
                received.NoResult(); // the handler would look for Bearer
        };
    }
}
