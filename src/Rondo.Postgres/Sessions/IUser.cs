namespace Rondo.Postgres.Sessions;

/// <summary>The command or copy that a connection is busy with.</summary>
internal interface IUser
{
    /// <summary>Asks the server to end it.</summary>
    void Abandon();
}
