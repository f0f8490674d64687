namespace Rondo.Generators.Endpoints.Model;

/// <summary>A constraint.</summary>
/// <param name="Attribute">The constraint as a C# expression.</param>
/// <param name="Fails">A C# expression over <c>{0}</c>, and <c>{1}</c> for the constraint, true for wrong values; null: ask the
/// attribute.</param>
/// <param name="NeedsContext">Whether the attribute can only be asked with a context.</param>
/// <param name="NeedsOwner">Whether it wants the object that the value is a member of.</param>
internal sealed record CheckModel(string Attribute, string? Fails, bool NeedsContext = false, bool NeedsOwner = false,
    bool IsRequired = false);
