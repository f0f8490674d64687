namespace Rondo.Starts;

[Settings("STARTS")]
internal sealed record Required
{
    public required Uri DatabaseUrl { get; init; }

    public required int Port { get; init; }
}

internal sealed class Missing;

internal sealed class Needy(Missing missing)
{
    public override string ToString() => $"{missing}";
}
