namespace Rondo.Data;

/// <summary>Tells the errors of databases apart.</summary>
public enum DatabaseErrorKind
{
    /// <summary>The statement is wrong, or the database refused it for another reason.</summary>
    Statement,

    /// <summary>A value must be unique, and is there already.</summary>
    UniqueViolation,

    /// <summary>A row refers to one that is not there, or is referred to.</summary>
    ForeignKeyViolation,

    /// <summary>A value is missing.</summary>
    NotNullViolation,

    /// <summary>A value breaks a CHECK constraint.</summary>
    CheckViolation,

    /// <summary>The database cannot be written to: a read-only file, transaction or replica.</summary>
    ReadOnly,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>The file is damaged, or is no database.</summary>
    Corrupted,

    /// <summary>The database refused the user or the password, or the user lacks a permission.</summary>
    AccessDenied,

    /// <summary>The database rolled the transaction back, and nothing of it is stored.</summary>
    RolledBack,
}
