using System.Collections;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Rondo.Api.Settings;

/// <summary>A value as some source gave it.</summary>
/// <param name="Text">The value.</param>
/// <param name="Source">Where it came from, in words.</param>
/// <param name="Level">The source's rank; the higher one wins.</param>
internal sealed record SettingValue(string Text, string Source, int Level);

/// <summary>The values of all sources, the later over the earlier, by normalized path; and which spellings might be mistakes.</summary>
internal sealed class SettingStore
{
    private readonly Dictionary<string, SettingValue> _values = [];

    /// <summary>Names that were meant for this program: from <c>.env</c> with the prefix, and from the command line.</summary>
    internal List<(string Path, string Written, string Source, bool IsArgument)> Meant { get; } = [];

    internal List<SettingsError> Errors { get; } = [];

    internal SettingValue? Find(string path) => _values.GetValueOrDefault(path);

    /// <summary>The names right below a path, with the rank of the best value there.</summary>
    internal IEnumerable<(string Name, int Level)> Children(string path) => _values
        .Where(pair => pair.Key.StartsWith(path + ":", StringComparison.Ordinal))
        .GroupBy(pair => pair.Key[(path.Length + 1)..].Split(':')[0], pair => pair.Value.Level)
        .Select(group => (group.Key, group.Max()));

    internal static SettingStore Load(string[]? args, SettingsSources sources, string? prefix)
    {
        var store = new SettingStore();
        var arguments = Arguments(args ?? []).ToList();
        var environment = sources.Environment ?? Process();
        var name = sources.EnvironmentName
            ?? arguments.LastOrDefault(argument => SettingNames.Normalize(argument.Name) == "environment").Value
            ?? environment.GetValueOrDefault("ASPNETCORE_ENVIRONMENT")
            ?? environment.GetValueOrDefault("DOTNET_ENVIRONMENT") ?? "Production";
        store.AddJson(sources.Directory, "appsettings.json", 1);
        store.AddJson(sources.Directory, $"appsettings.{name}.json", 2);
        if (sources.DotEnvFile is { } file)
            store.AddDotEnv(Path.Combine(sources.Directory, file), file, prefix);
        foreach (var (variable, value) in environment)
        {
            if (SettingNames.FromVariable(variable, prefix) is { } path)
                store.Add(path, new SettingValue(value, $"environment variable {variable}", 4));
        }

        foreach (var (argument, value) in arguments)
        {
            var path = SettingNames.Normalize(argument);
            store.Add(path, new SettingValue(value, $"argument --{argument}", 5));
            store.Meant.Add((path, "--" + argument, "argument", true));
        }

        return store;
    }

    internal static SettingStore Load(IConfiguration configuration)
    {
        var store = new SettingStore();
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (value is not null)
                store.Add(SettingNames.Normalize(key), new SettingValue(value, $"configuration key {key}", 0));
        }

        return store;
    }

    private void Add(string path, SettingValue value) => _values[path] = value;

    private void AddJson(string directory, string file, int level)
    {
        if (SettingsFile.Read(Path.Combine(directory, file), file, Errors) is not { } text)
            return;
        try
        {
            using var document = JsonDocument.Parse(
                text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                Flatten(document.RootElement, "", new SettingValue("", file, level));
            else
                Errors.Add(new SettingsError(
                    file, null, null, $"holds {document.RootElement.ValueKind} where an object belongs",
                    "Begin it with { and end it with }."));
        }
        catch (JsonException exception)
        {
            Errors.Add(new SettingsError(
                file, null, null, $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}, is no JSON",
                "Correct it: nothing of the file was read."));
        }
    }

    private void Flatten(JsonElement element, string path, SettingValue source)
    {
        string Below(string name) => path.Length == 0 ? SettingNames.Normalize(name) : $"{path}:{SettingNames.Normalize(name)}";
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Flatten(property.Value, Below(property.Name), source);
                break;
            case JsonValueKind.Array:
                // An empty one is a value too: it replaces what an earlier source has.
                if (element.GetArrayLength() == 0)
                    Add(path, source);
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    Flatten(item, $"{path}:{index++}", source);
                break;
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                Add(path, source with { Text = element.GetString()! });
                break;
            default:
                Add(path, source with { Text = element.GetRawText() });
                break;
        }
    }

    private void AddDotEnv(string path, string file, string? prefix)
    {
        if (SettingsFile.Read(path, file, Errors) is not { } text)
            return;
        DotEnv.Parse(
            text,
            (line, name, value) =>
            {
                if (SettingNames.FromVariable(name, prefix) is not { } setting)
                    return;
                Add(setting, new SettingValue(value, $"{file} line {line}", 3));
                Meant.Add((setting, name, $"{file} line {line}", false));
            },
            (line, problem, remedy) => Errors.Add(new SettingsError($"{file} line {line}", null, null, problem, remedy)));
    }

    /// <summary><c>--name=value</c>, <c>--name value</c>, and <c>--name</c> alone for true. Others are not ours.</summary>
    private static IEnumerable<(string Name, string Value)> Arguments(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || args[i].Length == 2)
                continue;
            var argument = args[i][2..];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
                yield return (argument[..equals], argument[(equals + 1)..]);
            else if (i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
                yield return (argument, args[++i]);
            else
                yield return (argument, "true");
        }
    }

    private static Dictionary<string, string> Process()
    {
        var variables = new Dictionary<string, string>();
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return variables;
    }
}
