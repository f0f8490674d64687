using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rondo.Api.Runtime;

namespace Rondo.Api.Security;

/// <summary>
/// Forms of callers who are known by a cookie need an antiforgery token, because a page of another site can send form and cookie together.
/// </summary>
/// <remarks>
/// The endpoint checks it itself, after authorization and before its guards. ASP.NET's middleware would demand a token of every
/// caller, those with a bearer token included, and
/// would have to be added after the app's own authentication.
/// </remarks>
internal sealed class FormAntiforgery
{
    // The metadata of an endpoint that has none of its own. Conventions may add some after the endpoint was built, so that
    // requests ask the metadata.
    private static readonly RequireAntiforgeryTokenAttribute s_inferred = new();

    private readonly IServiceProvider _services;
    private readonly IAntiforgery? _antiforgery;
    private readonly AntiforgeryOptions _options;
    private readonly string[] _cookies;
    private readonly bool _isStreamed;

    private FormAntiforgery(IServiceProvider services, IEnumerable<InputDescription> inputs)
    {
        _services = services;
        _antiforgery = services.GetService<IAntiforgery>();
        _options = services.GetRequiredService<IOptions<AntiforgeryOptions>>().Value;
        _isStreamed = inputs.Any(static input => input.Type == typeof(UploadPart));
        _cookies = [.. inputs.Where(static input => input.In == InputLocation.Cookie).Select(static input => input.Name)];
    }

    /// <summary>
    /// The check of an endpoint, which becomes part of its metadata; null for one that neither reads a form nor asks for tokens.
    /// </summary>
    internal static FormAntiforgery? Of(EndpointBuilder endpoint, bool readsForm, IEnumerable<InputDescription> inputs)
    {
        var isStated = endpoint.Metadata.Any(static item => item is IAntiforgeryMetadata);
        if (!readsForm && !isStated)
            return null;
        var antiforgery = new FormAntiforgery(endpoint.ApplicationServices, inputs);
        // ASP.NET's middleware would read the upload to look for the field.
        if (!isStated && !antiforgery._isStreamed)
            endpoint.Metadata.Add(s_inferred);
        endpoint.Metadata.Add(antiforgery);
        return antiforgery;
    }

    /// <summary>Whether tokens are checked and the handler streams the form, so that a token can come in the header alone.</summary>
    internal bool IsStreamed => _isStreamed && _antiforgery is not null;

    /// <summary>Checks at start that the app can tell tokens.</summary>
    /// <exception cref="InvalidOperationException">It cannot, and callers may be known by a cookie.</exception>
    internal void CheckServices(Endpoint endpoint)
    {
        if (_antiforgery is not null || Demand(endpoint) is not { } demand)
            return;
        if (demand == s_inferred && _cookies.Length == 0 && _services.GetService<IAuthenticationService>() is null
            && _services.GetService<ISessionStore>() is null)
            return; // nothing in the app reads a cookie
        throw new InvalidOperationException(
            $"{endpoint.DisplayName} needs antiforgery tokens, because a cookie may say who sends its form, and the app has "
                + $"no antiforgery services: " +
            "call builder.Services.AddAntiforgery(), or exempt the endpoint with .DisableAntiforgery().");
    }

    internal RequestDelegate Before(RequestDelegate handler) => _antiforgery is null ? handler : async http =>
    {
        if (Demand(http.GetEndpoint()) is { } demand && (demand != s_inferred || await IsKnownByCookieAsync(http))
            && !await IsValidAsync(http, _antiforgery))
        {
            var field = _isStreamed ? "" : $"the field {_options.FormFieldName} or ";
            throw new BadRequest(
                $"The antiforgery token is missing or wrong: send the one that the page was given, in {field}the header "
                    + $"{_options.HeaderName}.");
        }

        // Where the app has ASP.NET's middleware, it has made the form unreadable for callers without a token, whoever they are.
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
            http.Features.Set<IAntiforgeryValidationFeature>(null);
        if (http.Features.Get<IFormFeature>() is StreamedForm)
            http.Features.Set<IFormFeature>(null);
        await handler(http);
    };

    private IAntiforgeryMetadata? Demand(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<IAntiforgeryMetadata>() switch
    {
        null when _isStreamed => s_inferred,
        { RequiresValidation: true } demand => demand,
        _ => null,
    };

    private async ValueTask<bool> IsValidAsync(HttpContext http, IAntiforgery antiforgery)
    {
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { } validated)
            return validated.IsValid;
        // Looking for the field would buffer the upload that the handler is to read.
        if (_isStreamed && (_options.HeaderName is null || !http.Request.Headers.ContainsKey(_options.HeaderName)))
            return false;
        try
        {
            return await antiforgery.IsRequestValidAsync(http);
        }
        catch (AntiforgeryValidationException)
        {
            return false; // the form is broken, so that no token could be read
        }
    }

    private async ValueTask<bool> IsKnownByCookieAsync(HttpContext http)
    {
        var sent = http.Request.Cookies;
        if (sent.Count == 0)
            return false;
        if (_cookies.Any(sent.ContainsKey))
            return true; // the handler, a guard or a dependency reads it
        if (http.Features.Get<ISessionFeature>() is not null
            && sent.ContainsKey(
                http.RequestServices.GetRequiredService<IOptions<SessionOptions>>().Value.Cookie.Name ?? SessionDefaults.CookieName))
            return true;
        if (!http.User.Identities.Any(static identity => identity.IsAuthenticated))
            return false;
        // A policy with several schemes names all of them, whichever has succeeded.
        var schemes = http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Ticket?.AuthenticationScheme.Split(
            ';', StringSplitOptions.RemoveEmptyEntries) ?? [];
        foreach (var scheme in schemes)
        {
            if (await MayReadCookiesAsync(http, scheme) && (schemes.Length == 1 || (await http.AuthenticateAsync(scheme)).Succeeded))
                return true;
        }

        return schemes.Length == 0; // middleware of the app's has set the user
    }

    /// <summary>
    /// False for schemes that read a header or the query alone, which a form of another site cannot set. Others, those of the app
    /// included, may read cookies.
    /// </summary>
    private static async ValueTask<bool> MayReadCookiesAsync(HttpContext http, string name)
    {
        var services = http.RequestServices;
        var handler = (await services.GetRequiredService<IAuthenticationSchemeProvider>().GetSchemeAsync(name))?.HandlerType;
        if (handler == typeof(ApiKeyHandler))
            return services.GetRequiredService<IOptionsMonitor<ApiKeyOptions>>().Get(name).Location == ApiKeyLocation.Cookie;
        return handler != typeof(JwtBearerHandler) && handler != typeof(BasicHandler);
    }
}
