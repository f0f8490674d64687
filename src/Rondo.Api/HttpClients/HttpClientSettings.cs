using System.Globalization;
using Microsoft.Extensions.Configuration;
using Rondo.Http;

namespace Rondo.Api.HttpClients;

/// <summary>Reads options of HTTP clients from a section of the configuration.</summary>
internal static class HttpClientSettings
{
    internal static void Apply(HttpClientOptions options, IConfigurationSection section)
    {
        Read<Uri>(section, "BaseAddress", static text => new Uri(text, UriKind.Absolute), value => options.BaseAddress = value);
        Read(section, "Timeout", ParseTime, value => options.Timeout = value);
        Read(section, "AttemptTimeout", ParseTime, value => options.AttemptTimeout = value);
        Read(section, "MaxConcurrentCalls", ParseInteger, value => options.MaxConcurrentCalls = value);
        foreach (var header in section.GetSection("DefaultHeaders").GetChildren())
            options.DefaultHeaders[header.Key] = header.Value ?? "";
        if (section.GetSection("Retry") is var retry && retry.Exists())
            Apply(options.Retry ??= new HttpRetryOptions(), retry);
        if (section.GetSection("Hedging") is var hedging && hedging.Exists())
        {
            var target = options.Hedging ??= new HttpHedgingOptions();
            Read(hedging, "Delay", ParseTime, value => target.Delay = value);
        }

        if (section.GetSection("CircuitBreaker") is var breaker && breaker.Exists())
            Apply(options.CircuitBreaker ??= new HttpCircuitBreakerOptions(), breaker);
    }

    private static void Apply(HttpRetryOptions options, IConfigurationSection section)
    {
        Read(section, "MaxAttempts", ParseInteger, value => options.MaxAttempts = value);
        Read(section, "Delay", ParseTime, value => options.Delay = value);
        Read(section, "MaxDelay", ParseTime, value => options.MaxDelay = value);
        Read(section, "Jitter", ParseNumber, value => options.Jitter = value);
        Read(section, "AllMethods", bool.Parse, value => options.AllMethods = value);
    }

    private static void Apply(HttpCircuitBreakerOptions options, IConfigurationSection section)
    {
        Read(section, "FailureRatio", ParseNumber, value => options.FailureRatio = value);
        Read(section, "MinimumCalls", ParseInteger, value => options.MinimumCalls = value);
        Read(section, "SamplingWindow", ParseTime, value => options.SamplingWindow = value);
        Read(section, "BreakDuration", ParseTime, value => options.BreakDuration = value);
    }

    private static void Read<T>(IConfigurationSection section, string key, Func<string, T> parse, Action<T> set)
    {
        if (section[key] is not { } text)
            return;
        try
        {
            set(parse(text));
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new InvalidOperationException($"The setting {section.Path}:{key} is '{text}', which is no {Kind(typeof(T))}.", exception);
        }
    }

    private static string Kind(Type type) =>
        type == typeof(TimeSpan) ? "time: write 00:00:10 for ten seconds, or -00:00:00.001 for no limit"
        : type == typeof(Uri) ? "absolute address: write one such as http://shop:8080/"
        : type == typeof(bool) ? "truth value: write true or false"
        : type == typeof(int) ? "whole number: write one such as 3"
        : "number: write one such as 0.5";

    private static TimeSpan ParseTime(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    private static int ParseInteger(string text) => int.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture);

    private static double ParseNumber(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
