namespace Rondo.Web.Tests.Differential;

/// <summary>On epoll: a container may leave nothing better.</summary>
public sealed class EpollTests(EpollPair pair) : DifferentialTests(pair), IClassFixture<EpollPair>;
