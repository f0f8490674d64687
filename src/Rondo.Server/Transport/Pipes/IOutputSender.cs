namespace Rondo.Server.Transport.Pipes;

/// <summary>Sends the content of an output.</summary>
internal interface IOutputSender
{
    /// <summary>There is something to send, or to look at. On the loop; when it has ended, on any thread.</summary>
    void Arrived();
}
