using System.Text;
using Microsoft.Extensions.Primitives;

namespace Rondo.Server.Http1.Headers;

/// <summary>A request's fields, filled by the parser; the app may change them.</summary>
internal sealed class RequestHeaders : HeaderTable
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>How the app wants the values of a field decoded; null is UTF-8, as is what it returns null for.</summary>
    internal Func<string, Encoding?>? Encodings { get; set; }

    internal void Reset() => Rewind();

    internal void ReceiveLength(long length) => SetLength(length);

    /// <summary>Adds what was received. A field may come several times: its values are kept apart.</summary>
    /// <param name="name">A token.</param>
    /// <param name="known">Its usual spelling, if it has one.</param>
    /// <param name="value">Without control characters.</param>
    /// <returns>False if the value cannot be decoded.</returns>
    internal bool Receive(ReadOnlySpan<byte> name, string? known, ReadOnlySpan<byte> value)
    {
        // The field at this place in the connection's last request is likely to stand here again.
        string? lastName = null, lastValue = null;
        if (Used < Fields.Length)
        {
            ref var last = ref Fields[Used];
            lastName = last.Name;
            lastValue = last.Value.Count == 1 ? last.Value[0] : null;
        }

        var key = known ?? (lastName is not null && Ascii.Equals(name, lastName) ? lastName : Encoding.ASCII.GetString(name));
        string text;
        if (lastValue is not null && Encodings is null && Ascii.Equals(value, lastValue))
        {
            text = lastValue;
        }
        else if (Encodings is null && KnownValues.Find(key, value) is { } common)
        {
            text = common;
        }
        else if (!TryDecode(key, value, out text))
        {
            return false;
        }

        var at = Find(key);
        if (at < 0)
            Append(key, text);
        else
            Fields[at].Value = StringValues.Concat(Fields[at].Value, text);
        return true;
    }

    private bool TryDecode(string name, ReadOnlySpan<byte> value, out string text)
    {
        try
        {
            text = (Encodings?.Invoke(name) ?? s_strictUtf8).GetString(value);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}
