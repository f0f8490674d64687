using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Rondo.Api;

/// <summary>How a class of settings is read. For generated code, which registers it when its assembly is loaded.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SettingsSchema<T>
    where T : class
{
    private static SettingsSchema<T>? s_registered;

    private SettingsSchema(string? prefix, Func<SettingsReader, T?> read) => (Prefix, Read) = (prefix, read);

    internal string? Prefix { get; }

    internal Func<SettingsReader, T?> Read { get; }

    /// <summary>Registers the code that reads the class.</summary>
    /// <param name="prefix">Of environment variables.</param>
    /// <param name="read">Returns null where something is wrong.</param>
    [SuppressMessage("Design", "CA1000", Justification = "Generated code calls it.")]
    public static void Register(string? prefix, Func<SettingsReader, T?> read) => s_registered = new SettingsSchema<T>(prefix, read);

    internal static SettingsSchema<T> Get()
    {
        RuntimeHelpers.RunModuleConstructor(typeof(T).Module.ModuleHandle); // naming a type alone does not run it
        return s_registered
            ?? throw new InvalidOperationException(
                $"{typeof(T).Name} cannot be loaded as settings: put [Settings] on it, and reference Rondo.Api's generator "
                    + $"in its project.");
    }
}
