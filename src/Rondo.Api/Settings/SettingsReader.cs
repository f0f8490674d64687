using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Rondo.Api.Runtime;
using Rondo.Api.Secrets;
using Rondo.Api.Settings;
using Rondo.Api.Validation;

namespace Rondo.Api;

/// <summary>Reads the settings of one section and collects what is wrong. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SettingsReader
{
    private const int LongestValue = 100;

    private readonly SettingStore _store;
    private readonly string? _prefix;
    private readonly string _path;
    private readonly List<SettingsError> _errors;
    private readonly Dictionary<string, bool> _known;
    private readonly HashSet<string> _wrong;

    internal SettingsReader(SettingStore store, string? prefix)
        : this(store, prefix, "", [], [], [])
    {
    }

    private SettingsReader(
        SettingStore store, string? prefix, string path, List<SettingsError> errors, Dictionary<string, bool> known,
        HashSet<string> wrong) =>
        (_store, _prefix, _path, _errors, _known, _wrong) = (store, prefix, path, errors, known, wrong);

    /// <summary>True when something is wrong, here or anywhere: no object can be made.</summary>
    public bool Failed => _errors.Count > 0;

    /// <summary>True when some source has a value for this section.</summary>
    public bool Exists => _store.Find(SettingNames.Normalize(_path)) is not null || _store.Children(SettingNames.Normalize(_path)).Any();

    internal List<SettingsError> Errors => _errors;

    /// <summary>The section of a property.</summary>
    /// <param name="name">The property.</param>
    public SettingsReader Section(string name) => new(_store, _prefix, Path(name), _errors, _known, _wrong);

    /// <summary>The sections of a property that is a list: <c>Servers:0</c>, <c>Servers:1</c>. Null if it was not given.</summary>
    /// <param name="name">The property.</param>
    /// <param name="required">Whether it has to be given.</param>
    public IReadOnlyList<SettingsReader>? Items(string name, bool required) =>
        Entries(name, required)?.Select(entry => entry.Section).ToList();

    /// <summary>The sections of a property that is a dictionary, with their keys. Null if it was not given.</summary>
    /// <param name="name">The property.</param>
    /// <param name="required">Whether it has to be given.</param>
    public IReadOnlyList<(string Key, SettingsReader Section)>? Entries(string name, bool required)
    {
        var path = Know(name, isSection: true);
        var children = Best(path);
        if (children.Count == 0 && _store.Find(SettingNames.Normalize(path)) is null)
        {
            if (required)
                Missing(path, secret: false);
            return null;
        }

        var section = Section(name);
        return [.. children.Select(child => (child, section.Section(child)))];
    }

    /// <summary>A single value.</summary>
    /// <param name="name">The property.</param>
    /// <param name="required">Whether it has to be given.</param>
    /// <param name="secret">Whether reports mask it.</param>
    /// <param name="parser">Reads it.</param>
    /// <param name="fallback">The value of a setting that was not given.</param>
    public T Value<T>(string name, bool required, bool secret, SettingParser<T> parser, T fallback)
    {
        ArgumentNullException.ThrowIfNull(parser);
        var path = Know(name, isSection: false);
        if (_store.Find(SettingNames.Normalize(path)) is not { } given)
        {
            if (required)
                Missing(path, secret);
            return fallback;
        }

        if (parser(given.Text, out var value) is { } problem)
            Wrong(path, given, secret, problem);
        return value;
    }

    /// <summary>
    /// A list of values: <c>a,b</c>, <c>["a","b"]</c> or <c>Hosts:0</c>, <c>Hosts:1</c>. Null if it was not given. The list of
    /// the last source that has one counts, whole.
    /// </summary>
    /// <inheritdoc cref="Value"/>
    public List<T>? List<T>(string name, bool required, bool secret, SettingParser<T> parser)
    {
        ArgumentNullException.ThrowIfNull(parser);
        var path = Know(name, isSection: true);
        var whole = _store.Find(SettingNames.Normalize(path));
        var children = Best(path);
        if (whole is null && children.Count == 0)
        {
            if (required)
                Missing(path, secret);
            return null;
        }

        var list = new List<T>();
        if (whole is not null && (children.Count == 0 || whole.Level > Level(path)))
        {
            foreach (var text in Split(path, whole, secret))
            {
                if (parser(text, out var value) is { } problem)
                    Wrong(path, whole with { Text = text }, secret, problem);
                list.Add(value);
            }

            return list;
        }

        foreach (var child in children)
            list.Add(Section(name).Value(child, required: true, secret, parser, default!));
        return list;
    }

    /// <summary>A dictionary of values: <c>Limits:free</c>, <c>Limits:paid</c>. Null if it was not given.</summary>
    /// <inheritdoc cref="Value"/>
    public Dictionary<string, T>? Map<T>(string name, bool required, bool secret, SettingParser<T> parser)
    {
        var path = Know(name, isSection: true);
        var children = _store.Children(SettingNames.Normalize(path)).Select(child => child.Name).Order(StringComparer.Ordinal).ToList();
        if (children.Count == 0)
        {
            if (required)
                Missing(path, secret);
            return null;
        }

        var section = Section(name);
        return children.ToDictionary(
            child => child, child => section.Value(child, required: true, secret, parser, default!), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Applies a property's validation attributes.</summary>
    /// <param name="name">The property.</param>
    /// <param name="secret">Whether reports mask it.</param>
    /// <param name="value">Its value.</param>
    /// <param name="rules">The attributes.</param>
    public void Check(string name, bool secret, object? value, params ReadOnlySpan<ValidationAttribute> rules)
    {
        var path = Path(name);
        if (_wrong.Contains(path))
            return;
        secret |= SecretNames.IsSecretSetting(path);
        foreach (var each in rules)
        {
            var rule = each is RegularExpressionAttribute pattern ? Pattern.Of(pattern) : each;
            // Validation attributes let null pass, except for [Required].
            var context = new ValidationContext(value ?? this, name, null, null) { MemberName = name };
            if (rule.GetValidationResult(value, context) is not { } result || result == ValidationResult.Success)
                continue;
            var isKnown = rule is FileExtensionsAttribute || ConstraintTexts.Code(rule) is not ("invalid" or "compare");
            Broken(path, isKnown ? ConstraintTexts.Message(rule, name, value, secret) : result.ErrorMessage, secret);
        }
    }

    /// <summary>Reports a property whose value breaks a constraint.</summary>
    /// <param name="name">The property.</param>
    /// <param name="secret">Whether reports mask it.</param>
    /// <param name="value">Its value.</param>
    /// <param name="rule">The constraint.</param>
    public void Fail(string name, bool secret, object? value, ValidationAttribute rule)
    {
        var path = Path(name);
        if (_wrong.Contains(path))
            return;
        secret |= SecretNames.IsSecretSetting(path);
        Broken(path, ConstraintTexts.Message(rule, name, value, secret), secret);
    }

    /// <param name="path">The setting.</param>
    /// <param name="message">The sentence of every other origin; its subject is the setting here.</param>
    /// <param name="secret">Whether reports mask it.</param>
    private void Broken(string path, string? message, bool secret)
    {
        var given = _store.Find(SettingNames.Normalize(path));
        message = message?.StartsWith("It ", StringComparison.Ordinal) == true ? message[3..] : message;
        // The other constraints of the setting are checked all the same.
        _errors.Add(new SettingsError(
            path, given?.Source ?? "its default", given is null ? null : Show(given.Text, secret), Say(message, given?.Text, secret),
            $"Correct it{Where(path, secret, given)}."));
    }

    /// <summary>Applies a section's own validation.</summary>
    /// <param name="section">The value that was read.</param>
    public void Check(IValidatableObject section)
    {
        ArgumentNullException.ThrowIfNull(section);
        foreach (var result in section.Validate(new ValidationContext(section, section.GetType().Name, null, null)))
        {
            if (result is not null && result != ValidationResult.Success)
                Add(Path(result.MemberNames.FirstOrDefault() ?? section.GetType().Name), null, null,
                    (result.ErrorMessage ?? "is invalid").TrimEnd('.'), "Correct the settings that it names.");
        }
    }

    /// <summary>Reports what was meant for the program and is no setting of it.</summary>
    internal void CheckUnknown()
    {
        // The names that ASP.NET Core's host takes from the command line.
        string[] foreign = ["urls", "environment", "contentroot", "applicationname", "webroot", "httpports", "httpsports"];
        foreach (var (path, written, source, isArgument) in _store.Meant)
        {
            if (_known.Any(
                known => SettingNames.Normalize(known.Key) is var name
                && (name == path || (known.Value && path.StartsWith(name + ":", StringComparison.Ordinal)))))
                continue;
            if (isArgument && foreign.Contains(path))
                continue;
            var names = _known.Keys.Select(key => isArgument ? SettingNames.Argument(key) : SettingNames.Variable(key, _prefix));
            var nearest = SettingNames.Nearest(written, names);
            // Without a prefix the name may well be meant for another program.
            if (nearest is null && (isArgument || _prefix is null))
                continue;
            _errors.Add(
                new SettingsError(
                    written, isArgument ? null : source, null, "is no setting",
                    nearest is null ? "Remove it, or correct its name." : $"Did you mean {nearest}?"));
        }
    }

    private string Path(string name) => _path.Length == 0 ? name : $"{_path}:{name}";

    private string Know(string name, bool isSection)
    {
        var path = Path(name);
        _known[path] = isSection;
        return path;
    }

    /// <summary>The items of the highest source that has any: lists of two sources are not mixed.</summary>
    private List<string> Best(string path)
    {
        var children = _store.Children(SettingNames.Normalize(path)).ToList();
        if (children.Count == 0)
            return [];
        var level = children.Max(child => child.Level);
        return [.. children.Where(child => child.Level == level || !int.TryParse(child.Name, out _))
            .Select(child => child.Name)
            .OrderBy(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : int.MaxValue)
            .ThenBy(name => name, StringComparer.Ordinal)];
    }

    private int Level(string path) => _store.Children(SettingNames.Normalize(path)).Max(child => child.Level);

    private string[] Split(string path, SettingValue value, bool secret)
    {
        if (!value.Text.TrimStart().StartsWith('['))
            return value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        try
        {
            using var document = JsonDocument.Parse(value.Text);
            return [.. document.RootElement.EnumerateArray()
                .Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())];
        }
        catch (JsonException)
        {
            Wrong(path, value, secret, "begins like a JSON array and is none");
            return [];
        }
    }

    private void Missing(string path, bool secret) =>
        Add(path, null, null, "is required and was not given",
            $"Set the environment variable {SettingNames.Variable(path, _prefix)}"
                + $"{(secret || SecretNames.IsSecretSetting(path) ? "." : $" (.env will do), pass "
                + $"{SettingNames.Argument(path)}, or write \"{path}\" to appsettings.json.")}");

    private void Wrong(string path, SettingValue given, bool secret, string problem)
    {
        secret |= SecretNames.IsSecretSetting(path);
        Add(path, given.Source, Show(given.Text, secret), Say(problem, given.Text, secret), $"Correct it{Where(path, secret, given)}.");
    }

    /// <summary>A file is better named with its key; the other sources name themselves.</summary>
    private string Where(string path, bool secret, SettingValue? given) => given switch
    {
        null => $", or set {SettingNames.Variable(path, _prefix)}",
        { Level: 1 or 2 } when !secret => $" there, or override it with {SettingNames.Variable(path, _prefix)}",
        _ => "",
    };

    private void Add(string path, string? source, string? value, string problem, string remedy)
    {
        _wrong.Add(path);
        _errors.Add(new SettingsError(path, source, value, problem, remedy));
    }

    private static string Show(string text, bool secret) => secret ? SecretTexts.Mask : SecretTexts.Show(text, LongestValue);

    /// <summary>The problem, which a parser or a rule of the program's may have put in words that quote the value.</summary>
    private static string Say(string? problem, string? text, bool secret)
    {
        problem = (problem ?? "is invalid").TrimEnd('.');
        return secret && SecretTexts.WithoutValue(problem, text) == SecretTexts.NotValid ? "is not valid" : problem;
    }
}
