namespace Rondo.Api.Validation;

/// <summary>Limits of any type, for messages.</summary>
internal interface ILimits
{
    string Minimum { get; }

    string Maximum { get; }

    bool MinimumIsExclusive { get; }

    bool MaximumIsExclusive { get; }
}
