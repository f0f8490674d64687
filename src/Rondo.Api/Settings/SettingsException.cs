using Rondo.Api.Starting;

namespace Rondo.Api;

/// <summary>The settings are wrong; says everything that is, at once.</summary>
public sealed class SettingsException : Exception, ISetupError
{
    internal SettingsException(string what, IReadOnlyList<SettingsError> errors)
        : base($"{what} cannot be used, {(errors.Count == 1 ? "1 thing is" : $"{errors.Count} things are")} wrong:"
            + $"{string.Concat(errors.Select(error => $"\n  {error}"))}") =>
        Errors = errors;

    /// <summary>The problems, in the order of the properties; then what belongs to none.</summary>
    public IReadOnlyList<SettingsError> Errors { get; }
}
