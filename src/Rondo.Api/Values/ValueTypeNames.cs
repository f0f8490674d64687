namespace Rondo.Api.Values;

/// <summary>Names the types that the table of values reads, enums apart. The generator compiles this file too.</summary>
internal static class ValueTypeNames
{
    internal static readonly string[] All =
    [
        "System.Boolean",
        "System.Byte",
        "System.SByte",
        "System.Int16",
        "System.UInt16",
        "System.Int32",
        "System.UInt32",
        "System.Int64",
        "System.UInt64",
        "System.Int128",
        "System.UInt128",
        "System.Numerics.BigInteger",
        "System.Half",
        "System.Single",
        "System.Double",
        "System.Decimal",
        "System.Char",
        "System.String",
        "System.Guid",
        "System.Uri",
        "System.DateTime",
        "System.DateTimeOffset",
        "System.DateOnly",
        "System.TimeOnly",
        "System.TimeSpan",
    ];
}
