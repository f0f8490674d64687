using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace Rondo.Api.Values;

/// <summary>Holds the names of an enum, which are the contract in every origin: read in any case, written as they are declared.</summary>
/// <remarks>
/// A name is that of <see cref="JsonStringEnumMemberNameAttribute"/>, else the text that the app's own converter writes, else the C# name
/// in camel case.
/// </remarks>
internal sealed class EnumNames
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, ConcurrentDictionary<Type, EnumNames>> s_ofOptions = [];
    private static readonly ConcurrentDictionary<Type, EnumNames> s_own = new();

    private readonly Dictionary<string, ulong>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly Dictionary<string, ulong>.AlternateLookup<ReadOnlySpan<char>> _anyCase;
    private readonly (string Name, ulong Value)[] _names; // by value

    private EnumNames(Type type, (string Name, ulong Value)[] names)
    {
        (Type, _names) = (type, names);
        IsFlags = type.IsDefined(typeof(FlagsAttribute), inherit: false);
        var exact = new Dictionary<string, ulong>(StringComparer.Ordinal);
        var anyCase = new Dictionary<string, ulong>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in names)
        {
            exact.TryAdd(name, value);
            anyCase.TryAdd(name, value);
        }

        (_exact, _anyCase) = (exact.GetAlternateLookup<ReadOnlySpan<char>>(), anyCase.GetAlternateLookup<ReadOnlySpan<char>>());
        var listed = string.Join(", ", exact.Keys);
        Expected = IsFlags ? $"names out of {listed}, joined by commas" : $"one of {listed}";
    }

    internal Type Type { get; }

    internal string Expected { get; }

    /// <summary>Gets the names by value; of several names of one value, the first is written.</summary>
    internal IReadOnlyList<(string Name, ulong Value)> All => _names;

    private bool IsFlags { get; }

    /// <summary>Gets whether an empty text stands for no flag: zero has no name.</summary>
    private bool HasEmptyText => IsFlags && !Array.Exists(_names, static each => each.Value == 0);

    /// <summary>Returns the names that an app uses; without options, those of an app that has no converter of its own.</summary>
    internal static EnumNames Of(Type type, JsonSerializerOptions? options = null) => options is null
        ? s_own.GetOrAdd(type, static type => new EnumNames(type, Read(type, null)))
        : s_ofOptions.GetOrCreateValue(options).GetOrAdd(type, static (type, options) => Make(type, options), options);

    /// <summary>Returns the names that a source-generated context writes (<c>UseStringEnumConverter</c>), else the enum's own.</summary>
    internal static EnumNames OfContexts(Type type, JsonSerializerOptions options)
    {
        var contexts = new JsonSerializerOptions { TypeInfoResolver = options.TypeInfoResolver };
        return contexts.TryGetTypeInfo(type, out var json) && Written(Enum.ToObject(type, 0), json!) is not null
            ? new EnumNames(type, Read(type, json))
            : Of(type);
    }

    private static EnumNames Make(Type type, JsonSerializerOptions options)
    {
        options.TryGetTypeInfo(type, out var json);
        return json?.Converter is IEnumConverter own ? own.Names : new EnumNames(type, Read(type, json));
    }

    internal bool TryParse(ReadOnlySpan<char> text, out ulong value)
    {
        if (_exact.TryGetValue(text, out value) || _anyCase.TryGetValue(text, out value))
            return true;
        if (text.IsEmpty)
            return HasEmptyText;
        if (!IsFlags || text[0] == ' ' || text[^1] == ' ')
            return false;
        foreach (var part in text.Split(','))
        {
            var name = text[part].Trim(' ');
            if (!_exact.TryGetValue(name, out var flag) && !_anyCase.TryGetValue(name, out flag))
                return false;
            value |= flag;
        }

        return true;
    }

    /// <summary>Returns the text of a value; null where no name stands for it.</summary>
    internal string? TryFormat(object value)
    {
        var bits = Bits(value);
        foreach (var (name, known) in _names)
        {
            if (known == bits)
                return name;
        }

        return Flags(bits);
    }

    /// <summary>Returns the message about a value without a name.</summary>
    internal string Problem(object value) =>
        $"The value {Enum.Format(Type, value, "D")} of {Type} has no name, and a client could not send it back. " +
        "Return a value that the enum defines, or give the enum a converter of your own.";

    internal OpenApiSchema Schema()
    {
        if (!IsFlags)
        {
            var names = _exact.Dictionary.Keys.Select(static name => (JsonNode)JsonValue.Create(name));
            return new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. names] };
        }

        var one = $"(?:{string.Join('|', _exact.Dictionary.Keys.Select(Escaped))})";
        var all = $"{one}(?: *, *{one})*";
        return new OpenApiSchema { Type = JsonSchemaType.String, Pattern = HasEmptyText ? $"^(?:{all})?$" : $"^{all}$" };
    }

    internal JsonNode? Node(object value) => TryFormat(value) is { } text ? JsonValue.Create(text) : null;

    internal object ValueOf(ulong bits) => Enum.ToObject(Type, bits);

    /// <summary>Returns names that together have the bits, as the serializer chooses and orders them; null where some have none.</summary>
    private string? Flags(ulong bits)
    {
        if (!IsFlags || (bits == 0 && !HasEmptyText))
            return null;
        var found = new List<string>();
        for (var i = _names.Length - 1; i >= 0 && bits != 0; i--)
        {
            var (name, value) = _names[i];
            if (value == 0 || (bits & value) != value)
                continue;
            bits &= ~value;
            found.Insert(0, name);
        }

        return bits == 0 ? string.Join(", ", found) : null;
    }

    /// <summary>Returns the name in a pattern of ECMAScript's, which refuses the escapes of blanks that .NET writes.</summary>
    private static string Escaped(string name) =>
        Regex.Escape(name).Replace("\\ ", " ", StringComparison.Ordinal).Replace("\\#", "#", StringComparison.Ordinal);

    private static ulong Bits(object value) =>
        Convert.GetTypeCode(value) is TypeCode.UInt64
            ? Convert.ToUInt64(value, CultureInfo.InvariantCulture)
            : unchecked((ulong)Convert.ToInt64(value, CultureInfo.InvariantCulture));

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The fields of an enum that is used are kept.")]
    private static (string Name, ulong Value)[] Read(Type type, JsonTypeInfo? written)
    {
        var names = Enum.GetNames(type);
        var values = Enum.GetValuesAsUnderlyingType(type);
        var result = new (string, ulong)[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var bits = Bits(values.GetValue(i)!);
            var name = type.GetField(names[i])?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
                ?? (written is null ? null : Written(Enum.ToObject(type, bits), written))
                ?? JsonNamingPolicy.CamelCase.ConvertName(names[i]);
            result[i] = (name, bits);
        }

        return result;
    }

    /// <summary>Returns the string that a converter of the program's writes; null for a number, or anything else.</summary>
    private static string? Written(object value, JsonTypeInfo json) =>
        JsonSerializer.SerializeToNode(value, json) is JsonValue node && node.TryGetValue<string>(out var text) ? text : null;
}
