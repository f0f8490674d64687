using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Rondo.Postgres.Ado;

namespace Rondo.Postgres;

/// <summary>A value of a statement.</summary>
/// <remarks>
/// The value's type decides what is sent. Set <see cref="DbType"/> for a NULL whose type PostgreSQL cannot infer, and to
/// <see cref="DbType.Object"/> for a text whose type it is to infer, such as a value of an enum or of jsonb.
/// </remarks>
public sealed class PostgresParameter : DbParameter
{
    private DbType? _type;

    /// <summary>Creates a parameter without name and value.</summary>
    public PostgresParameter()
    {
    }

    /// <summary>Creates a parameter.</summary>
    /// <param name="name">The name, with or without @; empty for $1.</param>
    /// <param name="value">The value; null stands for NULL.</param>
    public PostgresParameter(string name, object? value) => (ParameterName, Value) = (name, value);

    /// <inheritdoc/>
    public override DbType DbType
    {
        get => _type ?? DbTypes.Of(Value);
        set => _type = value;
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The value is not <see cref="ParameterDirection.Input"/>.</exception>
    public override ParameterDirection Direction
    {
        get => ParameterDirection.Input;
        set
        {
            if (value != ParameterDirection.Input)
                throw new NotSupportedException(
                    $"The direction {value} is not supported: PostgreSQL returns values as rows. Read them with SELECT or RETURNING.");
        }
    }

    /// <inheritdoc/>
    public override bool IsNullable { get; set; }

    /// <inheritdoc/>
    [AllowNull]
    public override string ParameterName
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <inheritdoc/>
    public override int Size { get; set; }

    /// <inheritdoc/>
    public override byte Precision { get; set; }

    /// <inheritdoc/>
    public override byte Scale { get; set; }

    /// <inheritdoc/>
    [AllowNull]
    public override string SourceColumn
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <inheritdoc/>
    public override bool SourceColumnNullMapping { get; set; }

    /// <inheritdoc/>
    public override DataRowVersion SourceVersion { get; set; } = DataRowVersion.Current;

    /// <inheritdoc/>
    public override object? Value { get; set; }

    /// <summary>Gets the type that was set; null: the value's decides.</summary>
    internal DbType? OwnType => _type;

    /// <summary>Gets the name without its prefix.</summary>
    internal string Name => ParameterName is ['@' or ':' or '$', .. var rest] ? rest : ParameterName;

    /// <inheritdoc/>
    public override void ResetDbType() => _type = null;

    /// <inheritdoc/>
    public override string ToString() => ParameterName;
}
