using System.Linq;

namespace Rondo.Generators.Endpoints.Model;

/// <summary>A record or class whose members are parameters.</summary>
/// <param name="Members">The members, first those of the constructor.</param>
/// <param name="Shape">The inside of the whole.</param>
/// <param name="ChecksWhole">Whether it is checked as a whole, besides its members.</param>
internal sealed record ObjectSource(EquatableArray<ObjectMemberModel> Members, ShapeModel? Shape, bool ChecksWhole) : ParameterSource
{
    internal override ShapeModel? Inside => Shape;

    internal override bool IsForm => Members.Any(static member => member.Parameter.Source.IsForm);
}

/// <summary>A member of a parameter object.</summary>
/// <param name="Parameter">The member as a parameter.</param>
/// <param name="ByConstructor">Whether the constructor sets it.</param>
/// <param name="Computed">Whether its default is the value that an object made without it has.</param>
/// <param name="Required">Whether the language demands it where the object is made.</param>
internal sealed record ObjectMemberModel(ParameterModel Parameter, bool ByConstructor, bool Computed, bool Required);
