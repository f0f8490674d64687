using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Rondo.Api.Security;

namespace Rondo.Api;

/// <summary>
/// The ways in which callers say who they are: ASP.NET's authentication schemes, which the docs show, with a working "Authorize".
/// </summary>
/// <remarks>
/// An endpoint that demands a caller (<c>RequireAuthorization</c>, <c>RequireScopes</c>, <c>[Authorize]</c>) takes any of them,
/// unless it names some.
/// Validation functions run on the request's loop.
/// </remarks>
public sealed class SecurityBuilder
{
    private readonly IServiceCollection _services;
    private readonly AuthenticationBuilder _authentication;
    private readonly SecuritySchemes _schemes;

    internal SecurityBuilder(IServiceCollection services)
    {
        _services = services;
        _schemes = new SecuritySchemes();
        services.Replace(ServiceDescriptor.Singleton(_schemes));
        _authentication = services.AddAuthentication();
        services.AddAuthorization();
        services.AddAntiforgery();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, TokenMatcherPolicy>());
        services.Replace(ServiceDescriptor.Singleton<IAuthorizationMiddlewareResultHandler, AuthorizationAnswers>());
        _authentication.AddScheme<AuthenticationSchemeOptions, AnySchemeHandler>(AnySchemeHandler.Name, null);
        services.AddOptions<AuthenticationOptions>()
            .PostConfigure(
                options => options.DefaultScheme ??= _schemes.All.Count > 1 ? AnySchemeHandler.Name : _schemes.All.FirstOrDefault()?.Name);
    }

    /// <summary>Tokens that the app issues in exchange for a password (OAuth2's password flow), and checks.</summary>
    /// <param name="tokenUrl">The path of the handler that issues them, with <see cref="PasswordForm"/> and
    /// <see cref="JwtTokens"/>: <c>/token</c>.</param>
    /// <param name="configure">The key, and the scopes that there are.</param>
    /// <param name="scheme">The scheme's name.</param>
    public SecurityBuilder AddOAuth2Password(string tokenUrl, Action<JwtOptions> configure, string scheme = "OAuth2")
    {
        ArgumentException.ThrowIfNullOrEmpty(tokenUrl);
        var scopes = Jwt(configure, scheme);
        _services.AddSingleton<IStartupFilter>(new TokenCaching(tokenUrl));
        return Document(scheme, () => new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.OAuth2,
            Flows = new OpenApiOAuthFlows
            {
                Password = new OpenApiOAuthFlow
                {
                    TokenUrl = new Uri(tokenUrl, UriKind.RelativeOrAbsolute),
                    Scopes = new Dictionary<string, string>(scopes)
                }
            },
        });
    }

    /// <summary>Tokens in the Authorization header that the app issues itself, with <see cref="JwtTokens"/>, in a way of its own.</summary>
    /// <param name="configure">The key.</param>
    /// <param name="scheme">The scheme's name.</param>
    /// <param name="prefix">The word before the token in the Authorization header, in any case: <c>Token</c> for
    /// <c>Authorization: Token eyJ…</c>.</param>
    public SecurityBuilder AddJwt(Action<JwtOptions> configure, string scheme = "Bearer", string prefix = "Bearer")
    {
        BearerPrefix.Check(prefix);
        Jwt(configure, scheme, prefix);
        return Bearer(scheme, prefix);
    }

    /// <summary>Tokens in the Authorization header that somebody else issues, checked by ASP.NET's JWT handler.</summary>
    /// <param name="configure">Authority, audience or keys.</param>
    /// <param name="scheme">The scheme's name.</param>
    /// <param name="prefix">The word before the token in the Authorization header, in any case.</param>
    public SecurityBuilder AddBearer(Action<JwtBearerOptions> configure, string scheme = "Bearer", string prefix = "Bearer")
    {
        ArgumentNullException.ThrowIfNull(configure);
        BearerPrefix.Check(prefix);
        AddJwtBearer(scheme, prefix, options =>
        {
            options.MapInboundClaims = false;
            configure(options);
        });
        return Bearer(scheme, prefix);
    }

    /// <summary>A key that callers send along.</summary>
    /// <param name="location">Where.</param>
    /// <param name="name">The name of the header, query parameter or cookie.</param>
    /// <param name="validate">Says whose key it is (<see cref="ApiUser.Of"/>), null for nobody's. Compare with
    /// <see cref="Secret.AreEqual"/>, or look up a hash.</param>
    /// <param name="scheme">The scheme's name.</param>
    public SecurityBuilder AddApiKey(
        ApiKeyLocation location, string name, Func<string, HttpContext, ValueTask<ClaimsIdentity?>> validate, string scheme = "ApiKey")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(validate);
        _authentication.AddScheme<ApiKeyOptions, ApiKeyHandler>(
            scheme, options => (options.Location, options.Name, options.Check) = (location, name, validate));
        return Document(scheme, () => new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            Name = name,
            In = location switch
            {
                ApiKeyLocation.Header => ParameterLocation.Header,
                ApiKeyLocation.Query => ParameterLocation.Query,
                _ => ParameterLocation.Cookie
            },
        });
    }

    /// <inheritdoc cref="AddApiKey(ApiKeyLocation, string, Func{string, HttpContext, ValueTask{ClaimsIdentity?}}, string)"/>
    public SecurityBuilder AddApiKey(ApiKeyLocation location, string name, Func<string, ClaimsIdentity?> validate, string scheme = "ApiKey")
    {
        ArgumentNullException.ThrowIfNull(validate);
        return AddApiKey(location, name, (key, _) => new(validate(key)), scheme);
    }

    /// <summary>User name and password with every request. Only behind HTTPS.</summary>
    /// <param name="validate">Says who it is (<see cref="ApiUser.Of"/>), null for nobody.</param>
    /// <param name="scheme">The scheme's name.</param>
    public SecurityBuilder AddBasic(Func<string, string, HttpContext, ValueTask<ClaimsIdentity?>> validate, string scheme = "Basic")
    {
        ArgumentNullException.ThrowIfNull(validate);
        _authentication.AddScheme<BasicOptions, BasicHandler>(scheme, options => options.Check = validate);
        return Document(scheme, static () => new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic" });
    }

    /// <inheritdoc cref="AddBasic(Func{string, string, HttpContext, ValueTask{ClaimsIdentity?}}, string)"/>
    public SecurityBuilder AddBasic(Func<string, string, ClaimsIdentity?> validate, string scheme = "Basic")
    {
        ArgumentNullException.ThrowIfNull(validate);
        return AddBasic((name, password, _) => new(validate(name, password)), scheme);
    }

    /// <summary>The docs' pages can send no other scheme of HTTP than Bearer and Basic, but any header.</summary>
    private SecurityBuilder Bearer(string scheme, string prefix) => Document(scheme, () => BearerPrefix.IsUsual(prefix)
        ? new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" }
        : new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "Authorization",
            Description = $"The word {prefix}, a space, and the token."
        });

    private void AddJwtBearer(string scheme, string prefix, Action<JwtBearerOptions> configure)
    {
        _authentication.AddJwtBearer(scheme, configure);
        _services.PostConfigure<JwtBearerOptions>(scheme, bearer =>
        {
            BearerPrefix.Apply(bearer, prefix);
            bearer.Events ??= new JwtBearerEvents();
            // The description quotes the token, issuer and audience for instance, and ASP.NET writes it between quotation marks as it is.
            var others = bearer.Events.OnChallenge;
            bearer.Events.OnChallenge = challenge =>
            {
                challenge.ErrorDescription = challenge.ErrorDescription is { } text ? Challenges.Quoted(text) : null;
                return others(challenge);
            };
        });
    }

    private SecurityBuilder Document(string scheme, Func<OpenApiSecurityScheme> describe)
    {
        _schemes.All.Add(new SecuritySchemeDocs(scheme, describe));
        return this;
    }

    private IDictionary<string, string> Jwt(Action<JwtOptions> configure, string scheme, string prefix = BearerPrefix.Usual)
    {
        ArgumentNullException.ThrowIfNull(configure);
        if (_services.Any(static service => service.ServiceType == typeof(JwtTokens)))
            throw new InvalidOperationException(
                $"The scheme '{scheme}' would have a second signing key, and JwtTokens could not tell for whom it issues: "
                    + $"add one of AddOAuth2Password and AddJwt, once.");
        var scopes = new JwtOptions();
        configure(scopes); // for the docs alone; a key from the configuration may come later
        _services.Configure(configure);
        _services.AddOptions<JwtOptions>().PostConfigure(JwtOptions.Check).ValidateOnStart();
        _services.AddSingleton(
            static services =>
            new JwtTokens(services.GetRequiredService<IOptions<JwtOptions>>(), services.GetRequiredService<TimeProvider>()));
        _services.Configure<JsonOptions>(static options => options.SerializerOptions.TypeInfoResolverChain.Add(SecurityJson.Default));
        AddJwtBearer(scheme, prefix, static _ => { });
        _services.AddOptions<JwtBearerOptions>(scheme).Configure<IOptions<JwtOptions>, TimeProvider>(static (bearer, jwt, time) =>
            (bearer.MapInboundClaims, bearer.TokenValidationParameters) = (false, JwtValidation.Of(jwt.Value, time)));
        return scopes.Scopes;
    }
}
