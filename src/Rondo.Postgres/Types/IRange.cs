using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Types;

/// <summary>A range of any type of bounds.</summary>
internal interface IRange
{
    /// <summary>Gets the OID of the bounds' type.</summary>
    uint Bound { get; }

    /// <summary>Writes the binary form.</summary>
    void Write(MessageWriter writer);
}
