namespace Worker;

/// <summary>A mail to send.</summary>
internal sealed record NewMail([EmailAddress] string To, [Length(1, 10_000)] string Text);

/// <summary>A mail that was accepted.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Recipient">The address.</param>
/// <param name="Sent">How often it was sent.</param>
internal sealed record Mail(long Id, string Recipient, int Sent);

/// <summary>The payload of a job.</summary>
internal sealed record Delivery(long Id, string Text);
