using ActionGate.Audit.Files;
using ActionGate.Audit.Records;

namespace ActionGate.Audit.Verifying;

/// <summary>Cuts a segment into blocks of whole lines, and the rest.</summary>
internal sealed class BlockReader(int size, int patience)
{
    /// <summary>After how long a rest without a line feed is looked at again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly byte[] _carry = new byte[size + RecordFormat.LongestLine];
    private int _carried;
    private ISegmentFile? _file;
    private long _offset;
    private int _looksLeft;

    /// <summary>Begins with a segment.</summary>
    /// <param name="file">The segment; <see langword="null"/>: it is empty.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="mayGrow">A writer may be appending to it.</param>
    internal void Begin(ISegmentFile? file, long offset, bool mayGrow)
    {
        _file = file;
        _offset = offset;
        _carried = 0;
        _looksLeft = mayGrow ? patience : 0;
    }

    /// <summary>Fills a block.</summary>
    /// <returns>There was something left.</returns>
    internal bool TryRead(LineBlock block, CancellationToken cancellationToken)
    {
        _carry.AsSpan(0, _carried).CopyTo(block.Buffer);
        block.Length = _carried;
        _carried = 0;
        int lines = block.Bytes.LastIndexOf((byte)'\n') + 1;
        while (_file is not null && (block.Length < size || lines == 0 && block.Length < RecordFormat.LongestLine))
        {
            int count = _file.Read(block.Buffer.AsSpan(block.Length), _offset);
            if (count <= 0)
            {
                if (lines > 0 || block.Length == 0 || block.Length >= RecordFormat.LongestLine || _looksLeft-- <= 0)
                    break;
                cancellationToken.WaitHandle.WaitOne(Pause);
                continue;
            }
            int found = block.Buffer.AsSpan(block.Length, count).LastIndexOf((byte)'\n') + 1;
            if (found > 0)
                lines = block.Length + found;
            block.Length += count;
            _offset += count;
        }
        block.IsRest = lines == 0;
        if (lines > 0)
        {
            _carried = block.Length - lines;
            block.Bytes[lines..].CopyTo(_carry);
            block.Length = lines;
        }
        return block.Length > 0;
    }
}
