global using static Rondo.Tests.Words;
