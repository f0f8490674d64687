namespace Native;

/// <summary>The notes, in memory.</summary>
public sealed class Notes
{
    private readonly List<Note> _notes = [];

    /// <summary>All notes.</summary>
    public Note[] All
    {
        get
        {
            lock (_notes)
                return [.. _notes];
        }
    }

    /// <summary>One for the app, made before it listens.</summary>
    [Dependency(DependencyScope.App)]
    internal static Notes Open() => new();

    /// <summary>Keeps a note.</summary>
    public Note Add(NewNote note)
    {
        lock (_notes)
        {
            _notes.Add(new Note(_notes.Count + 1, note.Text, note.Stars));
            return _notes[^1];
        }
    }

    /// <summary>A note, if there is one of that number.</summary>
    public Note? Find(int id)
    {
        lock (_notes)
            return _notes.ElementAtOrDefault(id - 1);
    }
}
