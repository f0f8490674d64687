namespace Rondo.Api;

/// <summary>One thing that is wrong with the settings.</summary>
/// <param name="Key">The setting: <c>Smtp:Host</c>; or a line that is none.</param>
/// <param name="Source">Where its value came from: a variable, a line of <c>.env</c>, a file, an argument. Null if it was not
/// given.</param>
/// <param name="Value">The value; masked if the setting is secret. Null if it was not given.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Remedy">The remedy.</param>
public sealed record SettingsError(string Key, string? Source, string? Value, string Problem, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var value = Value is null ? "" : $"'{Value}' ";
        var source = Source is null ? "" : $"({Source}) ";
        return $"{Key}: {value}{source}{Problem}. {Remedy}".TrimEnd();
    }
}
