namespace Rondo.Api;

/// <summary>
/// Marks a class or record whose properties are the program's settings: <see cref="SettingsLoader"/> fills and validates them from
/// files, environment and command line, with code that is generated at compile time.
/// </summary>
/// <param name="prefix">The prefix of environment variables: <c>APP</c> makes <c>DatabaseUrl</c> <c>APP_DATABASE_URL</c>.
/// Default: nothing.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SettingsAttribute(string? prefix = null) : Attribute
{
    /// <summary>The prefix of environment variables, without the underscore; null for nothing.</summary>
    public string? Prefix { get; } = prefix;
}
