using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>The constraints that a generated class asks: a static field for each.</summary>
internal sealed class Constraints
{
    private readonly List<string> _attributes = [];

    /// <summary>The field of a constraint, which is made with the first use.</summary>
    internal string FieldOf(CheckModel check)
    {
        var index = _attributes.IndexOf(check.Attribute);
        if (index < 0)
        {
            index = _attributes.Count;
            _attributes.Add(check.Attribute);
        }

        return "C" + index.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The condition under which a value breaks the constraint.</summary>
    internal string Breaks(CheckModel check, string value)
    {
        var field = FieldOf(check);
        return check.Fails is null ? $"!{field}.IsValid({value})" : string.Format(CultureInfo.InvariantCulture, check.Fails, value, field);
    }

    internal string Declare() => Code.Lines(_attributes.Select(static (attribute, i) =>
        $"private static readonly global::System.ComponentModel.DataAnnotations.ValidationAttribute C{i} = {attribute};"));
}
