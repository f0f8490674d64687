using System.ComponentModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Rondo.Api.Settings;
using Rondo.Api.Starting;

namespace Rondo.Api;

/// <summary>Loads and validates settings, once, at the start.</summary>
public static class SettingsLoader
{
    /// <summary>
    /// Reads a class with <see cref="SettingsAttribute"/> from <c>appsettings.json</c>, <c>appsettings.{Environment}.json</c>,
    /// <c>.env</c>, the
    /// environment and the command line; the later wins.
    /// </summary>
    /// <param name="args">The command line: <c>--smtp:host mail</c>, <c>--port=80</c>. Others are left alone.</param>
    /// <param name="sources">Where to look; null for a program's defaults.</param>
    /// <exception cref="SettingsException">Something is wrong; says everything that is.</exception>
    /// <exception cref="InvalidOperationException">The class lacks <see cref="SettingsAttribute"/>.</exception>
    public static T Load<T>(string[]? args = null, SettingsSources? sources = null)
        where T : class
    {
        var schema = SettingsSchema<T>.Get();
        return Read(schema, SettingStore.Load(args, sources ?? new SettingsSources(), schema.Prefix));
    }

    /// <summary>
    /// Reads a class with <see cref="SettingsAttribute"/> from a configuration alone: <c>builder.Configuration</c>, or one of its sections.
    /// </summary>
    /// <param name="configuration">Its keys are the properties' names.</param>
    /// <inheritdoc cref="Load{T}(string[], SettingsSources)"/>
    public static T Load<T>(IConfiguration configuration)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Read(SettingsSchema<T>.Get(), SettingStore.Load(configuration));
    }

    private static T Read<T>(SettingsSchema<T> schema, SettingStore store)
        where T : class
    {
        var reader = new SettingsReader(store, schema.Prefix);
        reader.Errors.AddRange(store.Errors);
        var settings = schema.Read(reader);
        reader.CheckUnknown();
        if (!reader.Failed && settings is not null)
            return settings;
        StartErrors.Watch();
        throw new SettingsException(typeof(T).Name, reader.Errors);
    }
}
