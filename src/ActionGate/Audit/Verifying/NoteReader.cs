using ActionGate.Audit.Files;
using ActionGate.Audit.Notes;

namespace ActionGate.Audit.Verifying;

/// <summary>Reads the notes of a file one by one, in bounded memory.</summary>
internal sealed class NoteReader(ISegmentFile? file) : IDisposable
{
    internal const int LongestNote = 3 * SignedNote.Longest;

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;
    private long _offset;
    private bool _isEnded = file is null;

    /// <summary>Takes the next note.</summary>
    /// <param name="note">The note; valid until the next one is taken.</param>
    /// <param name="isTorn">The file ends before the empty line that ends a note: a crash may have cut it, or it is just being written.</param>
    internal bool TryTake(out ReadOnlySpan<byte> note, out bool isTorn)
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            int before = rest.Length;
            bool found = CheckpointHistory.TryTake(ref rest, out note);
            isTorn = found && note.Length == before;
            if (found && !isTorn)
            {
                _start = _end - rest.Length;
                return true;
            }
            if (!_isEnded && before <= LongestNote)
            {
                Fill();
                continue;
            }
            _start = _end;
            // No crash leaves a part of a note that is longer than a note.
            isTorn &= before <= LongestNote;
            return found;
        }
    }

    public void Dispose() => file?.Dispose();

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        int count = file!.Read(_buffer.AsSpan(_end), _offset);
        _isEnded = count <= 0;
        _end += Math.Max(count, 0);
        _offset += Math.Max(count, 0);
    }
}
