Api.Build(args).Run();
