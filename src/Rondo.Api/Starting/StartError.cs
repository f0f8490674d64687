using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Rondo.Api.Starting;

/// <summary>Tells errors of an app's setup from defects, and says in one line how to correct them.</summary>
/// <remarks>
/// An error of setup is known by its type and by the assembly that threw it: it was thrown on purpose, with a message for the app's
/// author. Everything else keeps its stack.
/// </remarks>
internal static partial class StartError
{
    private const string Addresses = "--urls, ASPNETCORE_URLS, or Kestrel:Endpoints in the configuration";

    /// <summary>Returns the line; null for a defect.</summary>
    internal static string? Describe(Exception exception, IConfiguration configuration)
    {
        foreach (var each in Chain(exception))
        {
            if (Explain(each, exception, configuration) is { } text)
                return $"The app cannot start. {LineBreaks().Replace(text.Trim(), " ")}";
        }

        return null;
    }

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var each = exception; each is not null; each = each.InnerException)
            yield return each;
    }

    private static string? Explain(Exception exception, Exception outer, IConfiguration configuration) => exception switch
    {
        ISetupError or OptionsValidationException => exception.Message,
        AddressInUseException =>
            $"{Sentence(Bind(outer, exception))} Stop the process that uses the address, or choose another with {Addresses}.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            $"Failed to bind to {EndPoint(outer)}: permission denied. Ports below 1024 need CAP_NET_BIND_SERVICE (systemd: "
                + $"AmbientCapabilities) or "
            + $"a lower net.ipv4.ip_unprivileged_port_start. Or choose another port with {Addresses}.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            $"Failed to bind to {EndPoint(outer)}: no interface of this machine has the address. Choose an address of this "
                + $"machine, or 0.0.0.0 for all of them, with {Addresses}.",
        FileNotFoundException or DirectoryNotFoundException or CryptographicException or UnauthorizedAccessException
            when IsOfKestrel(exception) =>
            $"A certificate cannot be loaded{Certificates(configuration)}: {Sentence(exception.Message)} "
            + "Check its path, its password and its permissions.",
        InvalidOperationException or FormatException or InvalidDataException or AggregateException or ArgumentException
            when IsOnPurpose(exception) => exception.Message + Remedy(exception),
        _ => null,
    };

    /// <summary>Kestrel's exception has the address as it was configured.</summary>
    private static string Bind(Exception outer, Exception exception) =>
        Chain(outer).FirstOrDefault(static each => each is IOException && each.Message.Contains("://", StringComparison.Ordinal))?.Message
        ?? exception.Message;

    /// <summary>Noted by the transport: a socket's exception need not know it.</summary>
    private static object EndPoint(Exception outer) =>
        Chain(outer).Select(static each => each.Data["EndPoint"]).FirstOrDefault(static each => each is not null) ?? "an address";

    private static bool IsOfKestrel(Exception exception) =>
        exception.StackTrace?.Contains("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal) == true
        || exception.StackTrace?.Contains("Microsoft.AspNetCore.Hosting.ListenOptionsHttpsExtensions", StringComparison.Ordinal) == true;

    private static bool IsOnPurpose(Exception exception) => exception.Source is { } source
        && (source is "Rondo" or "Rondo.Server" or "Rondo.Api" or "Rondo.Data" or "Rondo.EntityFrameworkCore" or "Rondo.Jobs"
                or "Rondo.Nats"
            || source.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal)
            || source.StartsWith("Microsoft.AspNetCore.Http", StringComparison.Ordinal)
            || source.StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal)
            || source.StartsWith("Microsoft.Extensions.Configuration", StringComparison.Ordinal));

    private static string Remedy(Exception exception) =>
        exception.Source!.StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal)
            ? " Register the missing service before the app is built: builder.Services.AddSingleton<...>(), AddScoped or AddTransient."
            : "";

    private static string Certificates(IConfiguration configuration)
    {
        var kestrel = configuration.GetSection("Kestrel");
        var sections = kestrel.GetSection("Certificates").GetChildren()
            .Concat(kestrel.GetSection("Endpoints").GetChildren().Select(static endpoint => endpoint.GetSection("Certificate")));
        var named = sections.Where(static section => section["Path"] is not null)
            .Select(static section => $"{section.Path}:Path is '{section["Path"]}'").ToList();
        return named.Count == 0 ? "" : $" ({string.Join(", ", named)})";
    }

    private static string Sentence(string message) => message.TrimEnd().TrimEnd('.') + ".";

    [GeneratedRegex(@"\s*[\r\n]+\s*")]
    private static partial Regex LineBreaks();
}
