namespace Rondo.IO.Drivers.Linux;

/// <summary>
/// A classic BPF program for a listening TCP socket: the first segment of a new connection is dropped, everything else passes.
/// </summary>
/// <remarks>
/// A client whose SYN is dropped sends it again, a second later, and is then refused, since no listener is left. Without this there is
/// always a moment between the last accept and the close in which the kernel completes another handshake, only to reset it.
/// </remarks>
internal static class SynFilter
{
    private const int SoAttachFilter = 26;

    /// <summary>
    /// struct sock_filter: code, jump if true, jump if false, operand. A socket's filter sees a segment from its TCP header on.
    /// </summary>
    private static readonly ulong[] s_program =
    [
        Instruction(0x30, 0, 0, 13), // load the byte of the flags
        Instruction(0x54, 0, 0, 0x12), // of which SYN and ACK count
        Instruction(0x15, 0, 1, 0x02), // SYN alone?
        Instruction(0x06, 0, 0, 0), // drop
        Instruction(0x06, 0, 0, uint.MaxValue), // pass
    ];

    /// <returns>Negative: the errno.</returns>
    internal static unsafe int Attach(int fd)
    {
        // Safety: struct sock_fprog, a count and a pointer to the program, which is pinned for the call; the kernel copies both.
        fixed (ulong* program = s_program)
        {
            var whole = stackalloc nint[] { s_program.Length, (nint)program };
            return Libc.Check(Libc.SetSockOpt(fd, Constants.SolSocket, SoAttachFilter, whole, 2 * sizeof(nint)));
        }
    }

    private static ulong Instruction(ushort code, byte ifTrue, byte ifFalse, uint operand) =>
        code | ((ulong)ifTrue << 16) | ((ulong)ifFalse << 24) | ((ulong)operand << 32);
}
