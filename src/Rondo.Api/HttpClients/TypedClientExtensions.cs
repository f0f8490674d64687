using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rondo.Api.HttpClients;
using Rondo.Http;

namespace Rondo.Api;

/// <summary>Adds typed HTTP clients to an app.</summary>
public static class TypedClientExtensions
{
    /// <summary>
    /// Adds a typed HTTP client: a class whose constructor takes an <see cref="HttpClient"/>.
    /// A handler that has a parameter of its type receives one.
    /// </summary>
    /// <typeparam name="TClient">The class. Its constructor may take services too.</typeparam>
    /// <param name="builder">The app's builder.</param>
    /// <param name="configure">
    /// Changes the options. The section <c>HttpClients:</c> and the class's name of the configuration,
    /// such as <c>HttpClients:Shop:BaseAddress</c>, comes
    /// after it.
    /// </param>
    /// <remarks>
    /// Each loop has connections of its own. A client belongs to the loop that it was created on. A client with no address in the options
    /// may set it in the constructor.
    /// </remarks>
    /// <exception cref="InvalidOperationException">There is a client of that type.</exception>
    public static RondoAppBuilder AddHttpClient<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TClient>(
        this RondoAppBuilder builder, Action<HttpClientOptions>? configure = null)
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = typeof(TClient).Name;
        if (builder.Services.Any(static service => service.ServiceType == typeof(TypedHttpClients<TClient>)))
            throw new InvalidOperationException($"The HTTP client {name} was added twice. Remove one call of AddHttpClient<{name}>.");
        if (configure is not null)
            builder.Services.Configure(name, configure);
        builder.Services.AddSingleton<IConfigureOptions<HttpClientOptions>>(provider => new ConfigureNamedOptions<HttpClientOptions>(
            name,
            options => HttpClientSettings.Apply(options, provider.GetRequiredService<IConfiguration>().GetSection($"HttpClients:{name}"))));
        builder.Services.AddSingleton(static provider => new TypedHttpClients<TClient>(
            provider.GetRequiredService<IOptionsMonitor<HttpClientOptions>>().Get(typeof(TClient).Name)));
        builder.Services.AddTransient(static provider => provider.GetRequiredService<TypedHttpClients<TClient>>().Create(provider));
        return builder;
    }
}
