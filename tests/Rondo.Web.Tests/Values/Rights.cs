namespace Rondo.Web.Tests.Values;

[Flags]
public enum Rights
{
    Read = 1,
    WriteAll = 2,
    Both = 3,
    Own = 8,
}
