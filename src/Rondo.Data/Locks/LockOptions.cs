namespace Rondo.Data;

/// <summary>Options of a lock.</summary>
public sealed record LockOptions
{
    /// <summary>Gets the time after which the lock of a process that vanished is free. A holder renews it every third of that time,
    /// and has lost the lock when it could not for as long.</summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    internal void Validate() => ArgumentOutOfRangeException.ThrowIfLessThan(Lease, TimeSpan.FromMilliseconds(30));
}
