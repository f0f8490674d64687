using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Migrations.Operations.Builders;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using Rondo.Data.Migrations;

namespace Rondo.Data.Tests.Others;

[DbContext(typeof(Library)), Migration("20260101000000_CreateLibrary")]
internal sealed class CreateLibrary : Microsoft.EntityFrameworkCore.Migrations.Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Authors",
            static table => new { Id = Key(table), Name = table.Column<string>() },
            constraints: static table => table.PrimaryKey("PK_Authors", static author => author.Id));
        migrationBuilder.CreateTable(
            "Books",
            static table =>
                new { Id = Key(table), Title = table.Column<string>(), Price = table.Column<decimal>(), AuthorId = table.Column<int>() },
            constraints: static table =>
            {
                table.PrimaryKey("PK_Books", static book => book.Id);
                table.ForeignKey("FK_Books_Authors", static book => book.AuthorId, "Authors", "Id", onDelete: ReferentialAction.Cascade);
            });
    }

    private static OperationBuilder<AddColumnOperation> Key(ColumnsBuilder table) =>
        table.Column<int>()
            .Annotation("Sqlite:Autoincrement", true)
            .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn);
}
