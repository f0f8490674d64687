namespace Rondo.Postgres.Exchanges;

/// <summary>Tells prepared statements apart: by their text and the types of their values.</summary>
internal readonly struct PlanKey(string text, uint[] types) : IEquatable<PlanKey>
{
    internal string Text => text;

    /// <summary>Gets the OIDs of the parameters; 0: the server infers it.</summary>
    internal uint[] Types => types;

    public bool Equals(PlanKey other) => text == other.Text && types.AsSpan().SequenceEqual(other.Types);

    public override bool Equals(object? obj) => obj is PlanKey other && Equals(other);

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);
}
