using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints.Model;

/// <summary>The functions that other assemblies offer.</summary>
internal sealed record LibraryModel(
    EquatableArray<DependencyModel> Dependencies, EquatableArray<ValidatorModel> Validators, EquatableArray<ParserModel> Parsers)
{
    internal static LibraryModel Empty { get; } = new(default, default, default);

    internal bool IsEmpty => Dependencies.Count + Validators.Count + Parsers.Count == 0;

    internal static LibraryModel Concat(IReadOnlyList<LibraryModel> parts) => parts.Count == 0 ? Empty : new LibraryModel(
        parts.SelectMany(static part => part.Dependencies).ToEquatable(),
        parts.SelectMany(static part => part.Validators).ToEquatable(),
        parts.SelectMany(static part => part.Parsers).ToEquatable());

    /// <summary>Those that other assemblies see.</summary>
    internal LibraryModel Public() => new(
        Dependencies.Where(static each => each.Owner.IsPublic).ToEquatable(),
        Validators.Where(static each => each.Owner.IsPublic).ToEquatable(),
        Parsers.Where(static each => each.Owner.IsPublic).ToEquatable());
}
