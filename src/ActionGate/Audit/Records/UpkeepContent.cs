using System.Security.Cryptography;
using System.Text;

namespace ActionGate.Audit.Records;

/// <summary>What the records say that the log writes about itself.</summary>
internal static class UpkeepContent
{
    private const int LongestReason = 512;

    /// <summary>So many records could not be written before this one.</summary>
    internal static void Loss(RecordDraft draft, long lost, string error)
    {
        draft.Member("lost"u8, lost);
        draft.Member("error"u8, error);
        draft.Close();
    }

    /// <summary>These records stand before this one, though their callers were told that they could not be written.</summary>
    internal static void Late(RecordDraft draft, IReadOnlyList<long> sequences, int start, int count)
    {
        draft.Name("late"u8);
        draft.Raw("["u8);
        for (int i = start; i < start + count; i++)
        {
            if (i > start)
                draft.Raw(","u8);
            draft.Number(sequences[i]);
        }
        draft.Raw("]"u8);
        draft.Close();
    }

    /// <summary>So many records of the tree stand before this one, and no checkpoint of it was found when the log was opened.</summary>
    internal static void Unanchored(RecordDraft draft, long records)
    {
        draft.Member("unanchored"u8, records);
        draft.Close();
    }

    /// <summary>Somebody goes on after damage: the log's name, what is wrong with it, and how much of it verified.</summary>
    internal static void Break(RecordDraft draft, string origin, string logId, string? reason, AuditProblem problem, string? segment, long records, string? head)
    {
        draft.Member("log"u8, origin);
        draft.Member("log_id"u8, logId);
        draft.Member("engine"u8, EngineVersion.Text);
        draft.Member("reason"u8, reason, LongestReason);
        draft.Member("segment"u8, segment);
        draft.Member("offset"u8, problem.Offset);
        draft.Member("problem"u8, problem.Message, LongestReason);
        draft.Member("records"u8, records);
        draft.Member("head"u8, head);
        draft.Close();
    }

    /// <summary>The records before that one go; the peaks are those of the tree up to it, 32 bytes each, the largest first.</summary>
    internal static void Prune(RecordDraft draft, long before, ReadOnlySpan<byte> head, ReadOnlySpan<byte> peaks)
    {
        draft.Member("before"u8, before);
        draft.Member("head"u8, Encoding.ASCII.GetString(head));
        draft.Name("peaks"u8);
        draft.Raw("["u8);
        for (bool isFirst = true; !peaks.IsEmpty; peaks = peaks[SHA256.HashSizeInBytes..], isFirst = false)
        {
            draft.Raw(isFirst ? "\""u8 : ",\""u8);
            draft.Text(Convert.ToHexStringLower(peaks[..SHA256.HashSizeInBytes]));
            draft.Raw("\""u8);
        }
        draft.Raw("]"u8);
        draft.Close();
    }
}
