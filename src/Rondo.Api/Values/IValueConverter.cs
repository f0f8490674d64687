namespace Rondo.Api.Values;

/// <summary>Marks the converters that read and write what the table says.</summary>
internal interface IValueConverter;

/// <summary>Marks the converter of an enum.</summary>
internal interface IEnumConverter : IValueConverter
{
    EnumNames Names { get; }
}
