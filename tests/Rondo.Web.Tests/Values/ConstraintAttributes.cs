using System.ComponentModel.DataAnnotations;

namespace Rondo.Web.Tests.Values;

/// <summary>A constraint of a program's, which sees the value alone.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class EvenAttribute() : ValidationAttribute("It must be even.")
{
    public override bool IsValid(object? value) => value is not int number || number % 2 == 0;
}

/// <summary>A constraint of a program's, which is asked with a context.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class LowerAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string text && text.Any(char.IsUpper) ? new ValidationResult("It must be in lower case.") : null;
}
