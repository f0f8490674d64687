using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>
/// As much of JSON Schema 2020-12 as the official schema of OpenAPI 3.1 and the documents use; a keyword that it does not know is an exception, not a pass.
/// No package that does it can be restored without others that are missing.
/// </summary>
internal sealed class SchemaValidator(JsonNode root)
{
    private static readonly HashSet<string> s_silent = ["$id", "$schema", "$comment", "$defs", "$anchor", "$dynamicAnchor", "description", "title", "default", "format", "then", "else", "examples", "deprecated", "readOnly", "writeOnly", "discriminator", "example", "contentEncoding", "contentMediaType"];

    private readonly List<string> _errors = [];

    internal static IReadOnlyList<string> Validate(JsonNode schema, JsonNode? value) => Validate(schema, schema, value);

    /// <param name="root">What references lead into.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    internal static IReadOnlyList<string> Validate(JsonNode root, JsonNode schema, JsonNode? value)
    {
        var validator = new SchemaValidator(root);
        validator.Check(schema, value, "", []);
        return validator._errors;
    }

    /// <summary>Whether it is valid; adds the members and items that were looked at.</summary>
    private bool Check(JsonNode? schema, JsonNode? value, string at, HashSet<string> evaluated)
    {
        if (schema is JsonValue flag)
            return flag.GetValue<bool>() || Fail(at, "nothing is allowed here");
        var keywords = schema!.AsObject();
        var valid = true;
        foreach (var (keyword, argument) in keywords)
        {
            if (keyword is not ("unevaluatedProperties" or "additionalProperties"))
                valid &= Keyword(keywords, keyword, argument, value, at, evaluated);
        }

        foreach (var keyword in new[] { "additionalProperties", "unevaluatedProperties" })
        {
            if (keywords.ContainsKey(keyword) && value is JsonObject rest)
            {
                foreach (var (name, member) in rest)
                {
                    var known = keyword == "unevaluatedProperties"
                        ? evaluated.Contains(name)
                        : keywords["properties"]?.AsObject().ContainsKey(name) == true || keywords["patternProperties"]?.AsObject().Any(pattern => Regex.IsMatch(name, pattern.Key)) == true;
                    if (!known)
                    {
                        valid &= Check(keywords[keyword], member, $"{at}/{name}", []);
                        evaluated.Add(name);
                    }
                }
            }
        }

        return valid;
    }

    private bool Keyword(JsonObject schema, string keyword, JsonNode? argument, JsonNode? value, string at, HashSet<string> evaluated)
    {
        switch (keyword)
        {
            case "$ref":
            case "$dynamicRef":
                return Check(Resolve(argument!.GetValue<string>()), value, at, evaluated);
            case "type":
                var types = argument is JsonArray several ? several.Select(static each => each!.GetValue<string>()) : [argument!.GetValue<string>()];
                return types.Any(type => Is(value, type)) || Fail(at, $"is {value?.GetValueKind()}, not {string.Join(" or ", types)}");
            case "const":
                return JsonNode.DeepEquals(argument, value) || Fail(at, $"is not {argument?.ToJsonString()}");
            case "enum":
                return argument!.AsArray().Any(each => JsonNode.DeepEquals(each, value)) || Fail(at, $"is none of {argument!.ToJsonString()}");
            case "pattern":
                return value is not JsonValue || value.GetValueKind() != JsonValueKind.String || Regex.IsMatch(value.GetValue<string>(), argument!.GetValue<string>()) || Fail(at, $"does not match {argument}");
            case "minimum":
                return value?.GetValueKind() != JsonValueKind.Number || Number(value) >= Number(argument!) || Fail(at, $"is below {argument}");
            case "maximum":
                return value?.GetValueKind() != JsonValueKind.Number || Number(value) <= Number(argument!) || Fail(at, $"is above {argument}");
            case "exclusiveMinimum":
                return value?.GetValueKind() != JsonValueKind.Number || Number(value) > Number(argument!) || Fail(at, $"is not above {argument}");
            case "exclusiveMaximum":
                return value?.GetValueKind() != JsonValueKind.Number || Number(value) < Number(argument!) || Fail(at, $"is not below {argument}");
            case "minLength":
                return value?.GetValueKind() != JsonValueKind.String || value.GetValue<string>().Length >= argument!.GetValue<int>() || Fail(at, $"is shorter than {argument}");
            case "maxLength":
                return value?.GetValueKind() != JsonValueKind.String || value.GetValue<string>().Length <= argument!.GetValue<int>() || Fail(at, $"is longer than {argument}");
            case "maxItems":
                return value is not JsonArray many || many.Count <= argument!.GetValue<int>() || Fail(at, "has too many items");
            case "required":
                return value is not JsonObject owner || argument!.AsArray().All(name => owner.ContainsKey(name!.GetValue<string>()) || Fail(at, $"lacks {name}"));
            case "minProperties":
                return value is not JsonObject small || small.Count >= argument!.GetValue<int>() || Fail(at, "has too few members");
            case "maxProperties":
                return value is not JsonObject big || big.Count <= argument!.GetValue<int>() || Fail(at, "has too many members");
            case "minItems":
                return value is not JsonArray few || few.Count >= argument!.GetValue<int>() || Fail(at, "has too few items");
            case "uniqueItems":
                return value is not JsonArray items || items.Select(static each => each?.ToJsonString()).Distinct().Count() == items.Count || Fail(at, "has an item twice");
            case "properties":
                return value is not JsonObject members || All(argument!.AsObject().Where(pair => members.ContainsKey(pair.Key)), pair =>
                {
                    evaluated.Add(pair.Key);
                    return Check(pair.Value, members[pair.Key], $"{at}/{pair.Key}", []);
                });
            case "patternProperties":
                return value is not JsonObject matching || All(argument!.AsObject().SelectMany(pattern => matching.Where(member => Regex.IsMatch(member.Key, pattern.Key)).Select(member => (pattern.Value, member))), pair =>
                {
                    evaluated.Add(pair.member.Key);
                    return Check(pair.Value, pair.member.Value, $"{at}/{pair.member.Key}", []);
                });
            case "propertyNames":
                return value is not JsonObject named || All(named, pair => Check(argument, JsonValue.Create(pair.Key), $"{at}/{pair.Key} (name)", []));
            case "dependentSchemas":
                return value is not JsonObject dependent || All(argument!.AsObject().Where(pair => dependent.ContainsKey(pair.Key)), pair => Check(pair.Value, value, at, evaluated));
            case "items":
                return value is not JsonArray list || All(list.Select(static (item, i) => (item, i)), each => Check(argument, each.item, $"{at}/{each.i}", []));
            case "allOf":
                return All(argument!.AsArray(), each => Check(each, value, at, evaluated));
            case "anyOf":
                return Count(argument!.AsArray(), value, at, evaluated, out var why) > 0 || Fail(at, "fits no alternative: " + why);
            case "oneOf":
                return Count(argument!.AsArray(), value, at, evaluated, out var reasons) == 1 || Fail(at, "does not fit exactly one alternative: " + reasons);
            case "not":
                return !Quietly(() => Check(argument, value, at, []), out _) || Fail(at, "is what it must not be");
            case "if":
                var seen = new HashSet<string>();
                var holds = Quietly(() => Check(argument, value, at, seen), out _);
                if (holds)
                    evaluated.UnionWith(seen);
                var branch = holds ? schema["then"] : schema["else"];
                return branch is null || Check(branch, value, at, evaluated);
            default:
                return s_silent.Contains(keyword) ? true : throw new NotSupportedException($"The validator does not know the keyword '{keyword}'.");
        }
    }

    private int Count(JsonArray alternatives, JsonNode? value, string at, HashSet<string> evaluated, out string reasons)
    {
        var (count, all) = (0, new List<string>());
        foreach (var alternative in alternatives)
        {
            var seen = new HashSet<string>();
            if (Quietly(() => Check(alternative, value, at, seen), out var why))
            {
                count++;
                evaluated.UnionWith(seen);
            }

            all.AddRange(why);
        }

        reasons = string.Join("; ", all);
        return count;
    }

    private bool Quietly(Func<bool> check, out List<string> why)
    {
        var before = _errors.Count;
        var result = check();
        why = _errors[before..];
        _errors.RemoveRange(before, _errors.Count - before);
        return result;
    }

    private static bool All<T>(IEnumerable<T> items, Func<T, bool> check)
    {
        var all = true;
        foreach (var item in items)
            all &= check(item); // every error is wanted
        return all;
    }

    private static double Number(JsonNode value) => double.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);

    private JsonNode Resolve(string reference)
    {
        if (reference == "#meta")
            return root["$defs"]!["schema"]!;
        var node = root;
        foreach (var segment in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = node[segment.Replace("~1", "/").Replace("~0", "~")] ?? throw new NotSupportedException($"The schema has no {reference}.");
        return node;
    }

    private static bool Is(JsonNode? value, string type) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && double.IsInteger(Number(value)),
        _ => value?.GetValueKind() == JsonValueKind.Number,
    };

    private bool Fail(string at, string what)
    {
        _errors.Add($"{(at.Length == 0 ? "/" : at)} {what}");
        return false;
    }
}
