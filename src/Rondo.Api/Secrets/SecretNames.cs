using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Rondo.Api.Secrets;

/// <summary>Tells by name whether a value is a secret: of a member, a parameter, a setting, a part of a connection string.</summary>
internal static class SecretNames
{
    /// <summary>Secret wherever they stand in a name, however it is split: dbpassword, DB_Password, db-password.</summary>
    private static readonly string[] s_anywhere =
    [
        "password", "passwd", "passphrase", "passcode", "passkey", "pwd", "secret", "token", "credential", "authorization",
        "apikey", "accesskey",
        "accountkey", "privatekey", "signingkey", "encryptionkey", "masterkey", "sharedkey", "clientkey", "sessionid",
        "sessionkey", "connectionstring",
        "accesssignature",
    ];

    /// <summary>Too short to be looked for inside other words.</summary>
    private static readonly string[] s_words =
        ["pass", "auth", "pin", "otp", "totp", "cvv", "cvc", "ssn", "jwt", "psk", "bearer", "csrf", "xsrf"];

    /// <summary>Whether the values of what has this name are secret.</summary>
    internal static bool IsSecret(string name)
    {
        // Longer names are keys of dictionaries, and a word in the first characters is enough.
        var all = name.Length <= 256 ? name : name[..256];
        Span<char> letters = stackalloc char[all.Length];
        var count = 0;
        foreach (var c in all)
        {
            if (char.IsLetterOrDigit(c))
                letters[count++] = char.ToLowerInvariant(c);
        }

        foreach (var word in s_anywhere)
        {
            if (letters[..count].IndexOf(word, StringComparison.Ordinal) >= 0)
                return true;
        }

        return HasWord(all, s_words);
    }

    /// <summary>
    /// Settings are the app's own, so more words are secret there than in what callers send: there a key is seldom that of a dictionary.
    /// </summary>
    internal static bool IsSecretSetting(string name) => IsSecret(name) || HasWord(name, ["key"]);

    /// <summary>Whether one of the names in a JSON pointer is secret.</summary>
    internal static bool IsSecretPointer(string pointer)
    {
        foreach (var segment in pointer.Split('/'))
        {
            if (segment.Length > 0 && IsSecret(segment))
                return true;
        }

        return false;
    }

    /// <summary>Whether the attributes of a member say that it is secret.</summary>
    internal static bool IsMarked(ICustomAttributeProvider? member) => member is not null
        && (member.IsDefined(typeof(SecretAttribute), inherit: true)
            || member.GetCustomAttributes(
                typeof(DataTypeAttribute), inherit: true) is [DataTypeAttribute { DataType: DataType.Password }, ..]
            || member.GetCustomAttributes(typeof(CompareAttribute), inherit: true) is [CompareAttribute compared, ..]
            && IsSecret(compared.OtherProperty));

    private static bool HasWord(string name, string[] words)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && char.IsLetter(name[i]) && char.IsLetter(name[i - 1]) && !BeginsWord(name, i))
                continue;
            var word = name.AsSpan(start, i - start).TrimEnd('s').TrimEnd('S');
            foreach (var each in words)
            {
                if (word.Equals(each, StringComparison.OrdinalIgnoreCase)
                    || name.AsSpan(start, i - start).Equals(each, StringComparison.OrdinalIgnoreCase))
                    return true;
            }

            start = i;
        }

        return false;
    }

    /// <summary>A capital after a small letter, and the last of several capitals: db|Pin, DB|Pin.</summary>
    private static bool BeginsWord(string name, int i) =>
        char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
}
