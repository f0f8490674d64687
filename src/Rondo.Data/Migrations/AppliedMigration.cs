namespace Rondo.Data.Migrations;

/// <summary>A row of the table <c>rondo_migrations</c>.</summary>
internal sealed record AppliedMigration(long Number, string Name, string Checksum)
{
    /// <summary>Written by hand: the generator serves programs, not this assembly.</summary>
    internal sealed class Reader() : RowReader<AppliedMigration>("number", "name", "checksum")
    {
        internal static Reader Instance { get; } = new();

        public override AppliedMigration Read(Row row) => new(row.Get<long>(0), row.Get<string>(1), row.Get<string>(2));
    }
}
