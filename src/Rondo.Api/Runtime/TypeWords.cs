namespace Rondo.Api.Runtime;

/// <summary>What a type is called in a message to the caller, who does not know C#.</summary>
internal static class TypeWords
{
    internal static string Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return "one of " + string.Join(", ", Enum.GetNames(type));
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "true or false",
            TypeCode.Byte => "an integer from 0 to 255",
            TypeCode.SByte or TypeCode.Int16 or TypeCode.UInt16 => "a small integer",
            TypeCode.Int32 or TypeCode.Int64 => "an integer",
            TypeCode.UInt32 or TypeCode.UInt64 => "an integer of at least 0",
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
            TypeCode.String => "a string",
            TypeCode.Char => "a single character",
            TypeCode.DateTime => "a date and time (2026-01-31T12:00:00Z)",
            _ => Other(type),
        };
    }

    private static string Other(Type type) => type switch
    {
        _ when type == typeof(Guid) => "a UUID",
        _ when type == typeof(DateTimeOffset) => "a date and time (2026-01-31T12:00:00Z)",
        _ when type == typeof(DateOnly) => "a date (2026-01-31)",
        _ when type == typeof(TimeOnly) => "a time (12:00:00)",
        _ when type == typeof(TimeSpan) => "a duration (hh:mm:ss)",
        _ when type == typeof(Uri) => "a URI",
        _ when type != typeof(string) && typeof(System.Collections.IDictionary).IsAssignableFrom(type) => "an object",
        _ when typeof(System.Collections.IEnumerable).IsAssignableFrom(type) => "an array",
        _ => "an object",
    };
}
