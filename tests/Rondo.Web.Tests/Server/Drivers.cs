namespace Rondo.Web.Tests.Server;

/// <summary>Test data: every driver that works here.</summary>
public static class Drivers
{
    public static TheoryData<string> All => [.. AvailableDrivers.All];
}
