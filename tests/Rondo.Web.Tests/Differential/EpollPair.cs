namespace Rondo.Web.Tests.Differential;

/// <summary>The same on the driver that containers leave.</summary>
public sealed class EpollPair() : Pair("epoll");
