using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ActionGate.Sandboxing;

/// <summary>
/// What a sandboxed program may not ask of the kernel, as a filter of seccomp(2): namespaces don't cover the keyrings of the host's session, sockets of
/// virtual machines, or the parts of the kernel that confined programs break out through.
/// </summary>
/// <remarks>
/// The numbers are those of the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h), the instructions those of classic
/// BPF (linux/bpf_common.h), eight bytes each. Calls of another architecture's table end the program: they would be other calls.
/// </remarks>
internal static class SystemCallFilter
{
    // The offsets in struct seccomp_data: the call's number, the architecture, the lower half of the first argument.
    private const uint NumberAt = 0;
    private const uint ArchitectureAt = 4;
    private const uint FirstArgumentAt = 16;

    private const ushort Load = 0x20;        // BPF_LD | BPF_W | BPF_ABS
    private const ushort JumpIfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7FFF_0000;
    private const uint KillProcess = 0x8000_0000;
    private const uint FailWith = 0x0005_0000;
    private const uint NotPermitted = FailWith | 1;       // EPERM
    private const uint NotImplemented = FailWith | 38;    // ENOSYS: callers fall back to what was there before
    private const uint NoSuchFamily = FailWith | 97;      // EAFNOSUPPORT

    private const uint NewUserNamespace = 0x1000_0000;    // CLONE_NEWUSER
    private const uint FirstOfX32 = 0x4000_0000;

    /// <summary>AF_UNIX, AF_INET, AF_INET6, AF_NETLINK.</summary>
    private static readonly uint[] Families = [1, 2, 10, 16];

    private static readonly Table? Calls = RuntimeInformation.ProcessArchitecture switch
    {
        // add_key, request_key, keyctl, perf_event_open, open_by_handle_at, setns, bpf, userfaultfd
        Architecture.X64 => new Table(0xC000_003E, [248, 249, 250, 298, 304, 308, 321, 323], Socket: 41, Fork: 56, Unshare: 272),
        Architecture.Arm64 => new Table(0xC000_00B7, [217, 218, 219, 241, 265, 268, 280, 282], Socket: 198, Fork: 220, Unshare: 97),
        _ => null,
    };

    /// <summary>io_uring_setup, io_uring_enter, io_uring_register, and clone3, whose flags a filter can't see: the same everywhere.</summary>
    private static readonly uint[] NewCalls = [425, 426, 427, 435];

    /// <summary>The filter for this machine; empty: its calls are not known.</summary>
    internal static ReadOnlyMemory<byte> Bytes { get; } = Calls is { } table ? Assemble(table) : default;

    private static byte[] Assemble(Table table)
    {
        var program = new List<byte>();
        Add(Load, ArchitectureAt);
        Add(JumpIfEqual, table.Architecture, ifTrue: 1);
        Add(Return, KillProcess);
        Add(Load, NumberAt);
        if (table.Architecture == 0xC000_003E)
            Answer(JumpIfAtLeast, FirstOfX32, NotImplemented);
        foreach (uint call in table.Refused)
            Answer(JumpIfEqual, call, NotPermitted);
        foreach (uint call in NewCalls)
            Answer(JumpIfEqual, call, NotImplemented);
        foreach (uint call in (uint[])[table.Fork, table.Unshare])
        {
            Add(JumpIfEqual, call, ifFalse: 4);
            Add(Load, FirstArgumentAt);
            Answer(JumpIfAnyBit, NewUserNamespace, NotPermitted);
            Add(Return, Allow);
        }
        Add(JumpIfEqual, table.Socket, ifFalse: (byte)(2 * Families.Length + 2));
        Add(Load, FirstArgumentAt);
        foreach (uint family in Families)
            Answer(JumpIfEqual, family, Allow);
        Add(Return, NoSuchFamily);
        Add(Return, Allow);
        return [.. program];

        void Answer(ushort test, uint value, uint answer)
        {
            Add(test, value, ifFalse: 1);
            Add(Return, answer);
        }

        void Add(ushort code, uint value, byte ifTrue = 0, byte ifFalse = 0)
        {
            Span<byte> instruction = stackalloc byte[8];
            // Both architectures are little-endian.
            BinaryPrimitives.WriteUInt16LittleEndian(instruction, code);
            instruction[2] = ifTrue;
            instruction[3] = ifFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(instruction[4..], value);
            program.AddRange(instruction);
        }
    }

    /// <param name="Architecture">AUDIT_ARCH_* (linux/audit.h).</param>
    /// <param name="Refused">What no confined program needs.</param>
    /// <param name="Socket">socket(2).</param>
    /// <param name="Fork">clone(2), whose first argument is its flags.</param>
    /// <param name="Unshare">unshare(2), the same.</param>
    private sealed record Table(uint Architecture, uint[] Refused, uint Socket, uint Fork, uint Unshare);
}
