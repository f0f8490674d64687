namespace Rondo.Sync;

/// <summary>The treatment of a receiver of a <see cref="Broadcast{T}"/> whose buffer is full.</summary>
public enum SlowReceiver
{
    /// <summary>
    /// Its oldest item makes room: it sees what is newest, and <see cref="BroadcastReceiver{T}.Dropped"/> says how many it missed.
    /// </summary>
    DropOldest,

    /// <summary>It misses the new item.</summary>
    DropNewest,

    /// <summary>The receiver is disconnected: it receives what its buffer holds, then <see cref="ChannelBrokenException"/>.</summary>
    Disconnect,

    /// <summary>Publishers wait for it.</summary>
    Wait,
}
