using Rondo.IO.Drivers.Linux;

namespace Rondo.Tests.IO.Drivers;

/// <summary>System calls that fail on order; 0 means that the real call is made.</summary>
// Safety: passes its arguments on.
internal sealed unsafe class FaultyCalls : LinuxCalls
{
    internal Func<int> OnEpollWait { get; set; } = () => 0;

    internal Func<int> OnEnter { get; set; } = () => 0;

    internal Func<uint, int> OnSetup { get; set; } = _ => 0;

    internal Func<uint, int> OnRegister { get; set; } = _ => 0;

    internal Func<int> OnRecv { get; set; } = () => 0;

    internal Func<int> OnSend { get; set; } = () => 0;

    internal Func<int> OnAccept { get; set; } = () => 0;

    /// <summary>Makes the rings this small.</summary>
    internal (uint Entries, uint Completions)? RingSize { get; set; }

    internal List<uint> EntriesTried { get; } = [];

    internal int Enters { get; private set; }

    /// <summary>The descriptors that the driver has opened for itself and not closed.</summary>
    internal HashSet<int> Open { get; } = [];

    /// <summary>How many it has opened.</summary>
    internal int Opened { get; private set; }

    internal override int EventFd() => Note(base.EventFd());

    internal override int EpollCreate() => Note(base.EpollCreate());

    internal override void Close(int fd)
    {
        // A number that is closed twice may be somebody else's by then.
        Assert.True(Open.Remove(fd), $"The driver closed {fd}, which was not open.");
        base.Close(fd);
    }

    internal override int Recv(int fd, byte* buffer, int length, int flags) => OnRecv() is var fault and < 0 ? fault : base.Recv(fd, buffer, length, flags);

    internal override int RecvMessage(int fd, byte* buffer, int length, int flags, out int outcome)
    {
        outcome = 0;
        return OnRecv() is var fault and < 0 ? fault : base.RecvMessage(fd, buffer, length, flags, out outcome);
    }

    internal override int Send(int fd, byte* buffer, int length, int flags) => OnSend() is var fault and < 0 ? fault : base.Send(fd, buffer, length, flags);

    internal override int Accept(int fd, int flags) => OnAccept() is var fault and < 0 ? fault : base.Accept(fd, flags);

    internal override int EpollWait(int epoll, byte* events, int count, long timeout) =>
        OnEpollWait() is var fault and < 0 ? fault : base.EpollWait(epoll, events, count, timeout);

    internal override int RingSetup(uint entries, void* parameters)
    {
        EntriesTried.Add(entries);
        if (OnSetup(entries) is var fault and < 0)
            return fault;
        if (RingSize is { } size)
        {
            entries = size.Entries;
            ((uint*)parameters)[1] = size.Completions;
        }

        return Note(base.RingSetup(entries, parameters));
    }

    internal override int RingEnter(int ring, uint submit, uint minComplete, uint flags, void* argument, int size)
    {
        Enters++;
        return OnEnter() is var fault and < 0 ? fault : base.RingEnter(ring, submit, minComplete, flags, argument, size);
    }

    internal override int RingRegister(int ring, uint operation, void* argument, uint count) =>
        OnRegister(operation) is var fault and < 0 ? fault : base.RingRegister(ring, operation, argument, count);

    private int Note(int fd)
    {
        if (fd < 0)
            return fd;
        Open.Add(fd);
        Opened++;
        return fd;
    }
}
