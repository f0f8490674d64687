namespace Rondo.Sync;

/// <summary>The <see cref="Barrier"/> was broken by <see cref="Barrier.Break"/>: not all will arrive.</summary>
public sealed class BarrierBrokenException : Exception
{
    internal BarrierBrokenException()
        : base("The barrier was broken by Barrier.Break: not all of its participants will arrive.")
    {
    }
}
