// Builds the site of everything in docs, and the API reference: dotnet run --project eng/Site -- artifacts/site
using Rondo.Site;

var output = Path.GetFullPath(args.FirstOrDefault() ?? "artifacts/site");
var problems = SiteBuilder.Build(RepositoryInfo.Root, output);
foreach (var problem in problems)
    Console.Error.WriteLine(problem);
Console.WriteLine(
    problems.Count == 0 ? $"The site is in {output}. Open {Path.Combine(output, "index.html")}."
    : $"The site has {problems.Count} broken links.");
return problems.Count == 0 ? 0 : 1;
