namespace Rondo.Soak;

/// <summary>The server answered, and not as it should.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
