namespace Rondo.Web.Tests.OpenApi.Alpha
{
    public sealed record Namesake(int A);

    public sealed record Parcel<T>(T Content);
}

namespace Rondo.Web.Tests.OpenApi.Beta
{
    public sealed record Namesake(int B);

    public sealed record Parcel<T>(T Content);
}
