using System.Security.Cryptography;
using System.Text;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Login;

/// <summary>Logs in on a fresh connection, up to the server's first ReadyForQuery.</summary>
internal sealed class StartUp(Transport transport, MessageBuffer buffer, PostgresHost host, PostgresOptions options)
{
    private const int ProtocolVersion = 3 << 16;

    private readonly MessageWriter _writer = new();
    private ScramClient? _scram;

    /// <summary>Gets the process of the server, for cancel requests.</summary>
    internal int ProcessId { get; private set; }

    /// <summary>Gets the secret that cancel requests need.</summary>
    internal byte[] Secret { get; private set; } = [];

    /// <summary>Gets what the server says of its settings.</summary>
    internal Dictionary<string, string> Parameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    internal async Task RunAsync()
    {
        WriteStart();
        while (true)
        {
            if (_writer.Length > 0)
            {
                await transport.WriteAsync(_writer.Written);
                _writer.Clear();
            }

            while (buffer.TryRead(out var type, out var start, out var length))
            {
                if (type == 'Z')
                    return;
                Handle(type, buffer.Bytes.AsSpan(start, length));
            }

            if (_writer.Length > 0)
                continue;
            var read = await transport.ReadAsync(buffer.Free());
            if (read == 0)
                throw new IOException("The server closed the connection during the login.");
            buffer.Add(read);
        }
    }

    private void WriteStart()
    {
        _writer.BeginUntyped();
        _writer.WriteInt32(ProtocolVersion);
        Setting("user", options.User);
        Setting("database", options.DatabaseName);
        Setting("client_encoding", "UTF8");
        Setting("DateStyle", "ISO");
        Setting("TimeZone", "UTC");
        Setting("application_name", options.ApplicationName);
        foreach (var (name, value) in options.Settings)
            Setting(name, value);
        _writer.WriteByte(0);
        _writer.End();

        void Setting(string name, string value)
        {
            _writer.WriteZeroTerminated(name);
            _writer.WriteZeroTerminated(value);
        }
    }

    private void Handle(char type, ReadOnlySpan<byte> message)
    {
        var reader = new FieldReader(message);
        switch (type)
        {
            case 'R':
                Authenticate(ref reader);
                break;
            case 'S':
                Parameters[reader.ReadText()] = reader.ReadText();
                break;
            case 'K':
                ProcessId = reader.ReadInt32();
                Secret = reader.Rest.ToArray();
                break;
            case 'E':
                throw new PostgresException(new ServerError(message));
            case 'N' or 'v':
                break;
            default:
                throw new PostgresProtocolException(
                    $"The server sent a message of type 0x{(int)type:x2} during the login. It may be no PostgreSQL server.");
        }
    }

    /// <summary>https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP</summary>
    private void Authenticate(ref FieldReader reader)
    {
        var method = reader.ReadInt32();
        switch (method)
        {
            case 0:
                break;
            case 3:
                Answer(writer => writer.WriteZeroTerminated(Password()));
                break;
            case 5:
                var salt = reader.Take(4).ToArray();
                Answer(writer => writer.WriteZeroTerminated(Md5(salt)));
                break;
            case 10:
                BeginScram(ref reader);
                break;
            case 11:
                var proof = Scram().Answer(Encoding.UTF8.GetString(reader.Rest));
                Answer(writer => writer.WriteText(proof));
                break;
            case 12:
                Scram().Verify(Encoding.UTF8.GetString(reader.Rest));
                break;
            default:
                throw new PostgresUnavailableException(
                    $"The server asks for the authentication method {method}, such as Kerberos or SSPI, which Rondo.Postgres "
                        + $"does not have. Use SCRAM-SHA-256, or Npgsql.");
        }
    }

    private void BeginScram(ref FieldReader reader)
    {
        var (plain, bound) = (false, false);
        while (!reader.IsAtEnd && reader.ReadText() is { Length: > 0 } mechanism)
            (plain, bound) = (plain || mechanism == "SCRAM-SHA-256", bound || mechanism == "SCRAM-SHA-256-PLUS");
        var certificate = bound ? transport.ServerCertificate : null;
        if (!plain && certificate is null)
            throw new PostgresUnavailableException(
                "The server asks for SASL mechanisms that Rondo.Postgres does not have. Use SCRAM-SHA-256.");
        _scram = new ScramClient(Password(), certificate is null ? null : Tls.HashOf(certificate));
        Answer(writer =>
        {
            writer.WriteZeroTerminated(certificate is null ? "SCRAM-SHA-256" : "SCRAM-SHA-256-PLUS");
            var at = writer.BeginLength();
            writer.WriteText(_scram.First);
            writer.EndLength(at);
        });
    }

    private ScramClient Scram() =>
        _scram ?? throw new PostgresProtocolException("The server continues a login by SCRAM that did not begin.");

    private string Password() => options.Password ?? PasswordFile.Find(host, options)
        ?? throw new PostgresUnavailableException(
            $"The server asks for a password of the user '{options.User}', and there is none. Put it into the URL, "
                + $"postgres://user:password@host/name, into PGPASSWORD or into ~/.pgpass.");

    /// <summary>MD5 is the protocol's older method; servers that want more ask for SCRAM.</summary>
    private string Md5(byte[] salt)
    {
#pragma warning disable CA5351 // the protocol has it so
        var inner = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(Password() + options.User)));
        return $"md5{Convert.ToHexStringLower(MD5.HashData([.. Encoding.ASCII.GetBytes(inner), .. salt]))}";
#pragma warning restore CA5351
    }

    private void Answer(Action<MessageWriter> write)
    {
        _writer.Begin('p');
        write(_writer);
        _writer.End();
    }
}
