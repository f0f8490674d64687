namespace Rondo.Processes;

/// <summary>A value in a frame: the form in which it travels follows from its declared type.</summary>
internal static class ProcessValue
{
    internal static bool IsBytes(Type type) => type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>)
        || type == typeof(Memory<byte>);

    internal static ReadOnlyMemory<byte> Bytes(object value) => value switch
    {
        byte[] array => array,
        Memory<byte> memory => memory,
        _ => (ReadOnlyMemory<byte>)value,
    };

    /// <summary>Writes a value that is null, short bytes, or JSON.</summary>
    internal static void Write(FrameWriter frame, object? value, Type type)
    {
        if (value is null)
        {
            frame.WriteByte((byte)ValueForm.None);
            return;
        }

        if (IsBytes(type))
        {
            frame.WriteByte((byte)ValueForm.Bytes);
            frame.WriteBytes(Bytes(value).Span);
            return;
        }

        frame.WriteByte((byte)ValueForm.Json);
        var start = frame.BeginBlock();
        ProcessJson.Write(frame, value, type);
        frame.EndBlock(start);
    }

    /// <summary>Reads a value.</summary>
    /// <param name="frame">The frame, at the value.</param>
    /// <param name="type">The declared type.</param>
    /// <param name="process">The process that has sent it.</param>
    internal static object? Read(ref FrameReader frame, Type type, int process) => (ValueForm)frame.ReadByte() switch
    {
        ValueForm.None => null,
        ValueForm.Json => ProcessJson.Read(frame.ReadBytes(), type),
        ValueForm.Bytes => Wrap(frame.ReadBytes().ToArray(), type),
        ValueForm.Shared => Wrap(SharedBytes.Take(process, frame.ReadInt32()), type),
        var form => throw new InvalidOperationException($"A value came in the form {form}. Please report this."),
    };

    private static object Wrap(byte[] bytes, Type type)
    {
        if (type == typeof(byte[]))
            return bytes;
        return type == typeof(Memory<byte>) ? bytes.AsMemory() : (object)(ReadOnlyMemory<byte>)bytes;
    }
}
