namespace Rondo.Api;

/// <summary>Where <see cref="SettingsLoader"/> looks; the defaults are a program's, tests set their own.</summary>
public sealed class SettingsSources
{
    /// <summary>The directory of the files.</summary>
    /// <value>Default: the current one.</value>
    public string Directory { get; init; } = System.IO.Directory.GetCurrentDirectory();

    /// <summary>The name in <c>appsettings.{name}.json</c>.</summary>
    /// <value>Default: <c>--environment</c>, <c>ASPNETCORE_ENVIRONMENT</c>, <c>DOTNET_ENVIRONMENT</c>, else <c>Production</c>.</value>
    public string? EnvironmentName { get; init; }

    /// <summary>The file of variables; a missing one is no error. Null for none.</summary>
    /// <value>Default: <c>.env</c>.</value>
    public string? DotEnvFile { get; init; } = ".env";

    /// <summary>The environment's variables.</summary>
    /// <value>Default: the process's.</value>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
}
