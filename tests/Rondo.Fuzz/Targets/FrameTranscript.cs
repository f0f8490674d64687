using System.Globalization;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Rondo.Fuzz;

/// <summary>What a decoder told about a stream, without the places where it paused.</summary>
internal sealed class FrameTranscript
{
    private readonly StringBuilder _told = new();
    private readonly List<byte> _message = [];
    private string _end = "";
    private int _sinceTold;
    private bool _isInflating;
    private bool _hasMessage;

    internal int MessageLength { get; private set; }

    internal byte[] LastMessage { get; private set; } = [];

    internal byte[] FirstMessage { get; private set; } = [];

    /// <summary>It ended with the failure of a decoder that inflates: which of two rules is broken first depends on how much is looked at at a time.</summary>
    internal bool IsAmbiguous => _isInflating;

    internal bool HasFailed { get; private set; }

    internal void Add(WebSocketMessageType type, ReadOnlySpan<byte> data, bool isEnd)
    {
        _message.AddRange(data);
        MessageLength = _message.Count;
        if (!isEnd)
            return;
        Flush();
        _told.Append(CultureInfo.InvariantCulture, $"/{type}; ");
        LastMessage = [.. _message];
        FirstMessage = _hasMessage ? FirstMessage : LastMessage;
        _hasMessage = true;
        _message.Clear();
        _sinceTold = 0;
        MessageLength = 0;
    }

    internal void Add(string control)
    {
        Flush();
        _told.Append(CultureInfo.InvariantCulture, $"({control}) ");
    }

    internal FrameTranscript End(string end)
    {
        Flush();
        _end = end;
        return this;
    }

    /// <summary>Of a message that fails, the part before may have been told or not.</summary>
    internal FrameTranscript Fail(int status, string message, bool isInflating)
    {
        HasFailed = true;
        _isInflating = isInflating && status is 1007 or 1009;
        _end = string.Create(CultureInfo.InvariantCulture, $"failed {status} {message}");
        return this;
    }

    internal string Told(FrameTranscript other) => _told + (HasFailed && other.HasFailed && IsAmbiguous && other.IsAmbiguous ? "failed" : _end);

    private void Flush()
    {
        _told.Append(Convert.ToHexStringLower(CollectionsMarshal.AsSpan(_message)[_sinceTold..]));
        _sinceTold = _message.Count;
    }
}
