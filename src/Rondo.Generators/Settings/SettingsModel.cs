using Rondo.Generators.Endpoints.Model;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Settings;

/// <summary>A class with [Settings], with all that its code needs; compared by value.</summary>
/// <param name="Type">Fully qualified.</param>
/// <param name="FileName">Of the generated source, without its end.</param>
/// <param name="Prefix">Of environment variables, as C#.</param>
/// <param name="Sections">Its own properties first, then those of the classes below.</param>
/// <param name="Problems">The errors of the classes and their constraints; if there are any, no code is made.</param>
internal sealed record SettingsModel(
    string Type, string FileName, string Prefix, EquatableArray<SectionModel> Sections, EquatableArray<DiagnosticModel> Problems);

/// <summary>A class that is read property by property.</summary>
internal sealed record SectionModel(string Type, bool IsValidatable, EquatableArray<PropertyModel> Properties);

internal enum PropertyKind
{
    Value,
    List,
    Map,
    Section,
    SectionList,
    SectionMap,
}

/// <summary>A property.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How it is read.</param>
/// <param name="Type">Its type, fully qualified.</param>
/// <param name="Item">The type of a value or item.</param>
/// <param name="Parser">Reads a value or item; C#.</param>
/// <param name="Section">The index of its class, or of its items'.</param>
/// <param name="Conversion">From List or Dictionary to its type: C# with {0}.</param>
/// <param name="Required">Whether some source has to give it.</param>
/// <param name="MemberRequired">Whether C# demands it in an initializer.</param>
/// <param name="Secret">Whether reports mask it.</param>
/// <param name="Parameter">Its place in the constructor; -1 if it is not there.</param>
/// <param name="Default">The parameter's default; C#.</param>
/// <param name="Checks">Its constraints.</param>
internal sealed record PropertyModel(
    string Name, PropertyKind Kind, string Type, string Item, string Parser, int Section, string Conversion, bool Required,
    bool MemberRequired, bool Secret,
    int Parameter, string Default, EquatableArray<CheckModel> Checks);
