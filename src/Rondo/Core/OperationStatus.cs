namespace Rondo.Core;

/// <summary>Where an <see cref="Operation"/> stands.</summary>
internal enum OperationStatus : byte
{
    Idle,
    Pending,

    /// <summary>Cancellation was asked for and the final word is still to come from the driver.</summary>
    Canceling,
    Succeeded,
    Failed,
}
