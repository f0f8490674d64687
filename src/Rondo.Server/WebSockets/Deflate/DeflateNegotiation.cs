using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Rondo.Server.WebSockets.Deflate;

/// <summary>Which of a client's offers of <c>permessage-deflate</c> is accepted, and with what answer (RFC 7692, 5 and 7.1).</summary>
/// <remarks>Linear in the length of the header.</remarks>
internal static class DeflateNegotiation
{
    private const string Extension = "permessage-deflate";
    private const string ServerNoContextTakeover = "server_no_context_takeover";
    private const string ClientNoContextTakeover = "client_no_context_takeover";
    private const string ServerMaxWindowBits = "server_max_window_bits";
    private const string ClientMaxWindowBits = "client_max_window_bits";

    /// <summary>The first offer that can be met.</summary>
    /// <param name="offers">Sec-WebSocket-Extensions of the request.</param>
    /// <param name="noContextTakeover">The app wants each message that it sends to stand by itself.</param>
    /// <param name="maxWindowBits">How far back the app wants what it sends to refer at most: 9 to 15.</param>
    /// <returns>The agreed parameters, and the response's header; null if no offer can be met.</returns>
    internal static (DeflateParameters Parameters, string Response)? Accept(StringValues offers, bool noContextTakeover, int maxWindowBits)
    {
        foreach (var header in offers)
        {
            var reader = new ExtensionReader(header);
            while (reader.TryReadExtension(out var name))
            {
                // Every parameter has to be read, so that the next extension is found.
                var offer = new Offer();
                while (reader.TryReadParameter(out var parameter, out var value))
                    offer.Add(parameter, value);
                if (reader.IsBroken)
                    break;
                if (offer.IsGood && name.Equals(Extension, StringComparison.OrdinalIgnoreCase))
                    return Answer(offer, noContextTakeover, maxWindowBits);
            }
        }

        return null;
    }

    private static (DeflateParameters, string) Answer(in Offer offer, bool noContextTakeover, int maxWindowBits)
    {
        var parameters = new DeflateParameters(
            noContextTakeover || offer.ServerNoContext,
            offer.ClientNoContext,
            Math.Min(offer.ServerBits ?? 15, maxWindowBits),
            offer.ClientBits ?? 15);
        var response = new StringBuilder(Extension);
        if (parameters.ServerNoContextTakeover)
            response.Append("; ").Append(ServerNoContextTakeover);
        if (parameters.ClientNoContextTakeover)
            response.Append("; ").Append(ClientNoContextTakeover);
        if (offer.ServerBits is not null || parameters.ServerMaxWindowBits != 15)
            response.Append("; ").Append(ServerMaxWindowBits).Append(CultureInfo.InvariantCulture, $"={parameters.ServerMaxWindowBits}");
        // Only a client that has said that it knows this one may be told.
        if (offer.ClientBits is not null)
            response.Append("; ").Append(ClientMaxWindowBits).Append(CultureInfo.InvariantCulture, $"={parameters.ClientMaxWindowBits}");
        return (parameters, response.ToString());
    }

    /// <summary>
    /// One offer as it is read. An unknown parameter, one that comes twice, or a value that may not be, makes it no good.
    /// </summary>
    private struct Offer
    {
        private bool _isBad;

        internal readonly bool IsGood => !_isBad;

        internal bool ServerNoContext { get; private set; }

        internal bool ClientNoContext { get; private set; }

        internal int? ServerBits { get; private set; }

        internal int? ClientBits { get; private set; }

        internal void Add(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
        {
            switch (name)
            {
                case ServerNoContextTakeover:
                    _isBad |= ServerNoContext || !value.IsEmpty;
                    ServerNoContext = true;
                    break;
                case ClientNoContextTakeover:
                    _isBad |= ClientNoContext || !value.IsEmpty;
                    ClientNoContext = true;
                    break;
                case ServerMaxWindowBits:
                    // zlib compresses with no window of 256 bytes.
                    _isBad |= !TryParseBits(value, out var serverBits) || serverBits < 9 || ServerBits is not null;
                    ServerBits = serverBits;
                    break;
                case ClientMaxWindowBits:
                    var clientBits = 15;
                    _isBad |= ClientBits is not null || !(value.IsEmpty || TryParseBits(value, out clientBits));
                    ClientBits = clientBits;
                    break;
                default:
                    _isBad = true;
                    break;
            }
        }

        /// <summary>8 to 15, without a leading zero.</summary>
        private static bool TryParseBits(ReadOnlySpan<char> value, out int bits)
        {
            bits = 15;
            if (value.Length is 0 or > 2 || value[0] == '0'
                || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) || parsed is < 8 or > 15)
                return false;
            bits = parsed;
            return true;
        }
    }
}
