namespace Rondo.Generators.Tests.Rows;

/// <summary>Each diagnostic of the generator of rows: a program that has it, and its neighbour that has not.</summary>
public class RowDiagnosticsTests
{
    [Theory]
    [InlineData("await db.QueryAsync<IComparable>($\"SELECT 1\");", "RONDO0401 at 'IComparable': Rows cannot be read into System.IComparable: it is no class, record, tuple or scalar. Name one with a member for each column", "await db.QueryAsync<int>($\"SELECT 1\");")]
    [InlineData("[Table(\"notes\")] record Note(string Text);", "RONDO0402 at 'Note': The record Note of the table notes has no key: mark one member with [Key], or name it Id", "[Table(\"notes\")] record Note([property: Key] string Text);")]
    public void It_is_reported_where_it_is_and_not_beside(string program, string expected, string neighbour)
    {
        var sample = Sample.Run(Program(program));
        Assert.Equal(expected, string.Join("\n", Sample.Show(sample.Reported, sample.Input)));
        Assert.Empty(Sample.Show(sample.Compiled, sample.Output));
        var right = Sample.Run(Program(neighbour));
        Assert.Empty(Sample.Show(right.Reported.Concat(right.Compiled), right.Output));
    }

    private static string Program(string code) => $$"""
        using System.ComponentModel.DataAnnotations; using System.ComponentModel.DataAnnotations.Schema;
        await using var db = Rondo.Data.Database.Open("sqlite::memory:");
        {{code}}
        """;
}
