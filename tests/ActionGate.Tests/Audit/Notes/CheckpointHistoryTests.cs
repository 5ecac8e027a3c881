using System.Text;
using ActionGate.Audit.Notes;
using ActionGate.Tests.Audit.Tree;

namespace ActionGate.Tests.Audit.Notes;

public sealed class CheckpointHistoryTests
{
    private static readonly byte[][] Leaves = RfcTree.Leaves(9);

    [Fact]
    [Trait("Fault", "23")]
    public void FindEquivocation_OneSizeAndTwoRoots_PrintsBothNotes()
    {
        var one = Signed.Sign("log", 0, 5, RfcTree.Mth(Leaves.AsSpan(0, 5)));
        var other = Signed.Sign("log", 0, 5, RfcTree.Mth(Leaves.AsSpan(1, 5)));

        CheckpointHistory.FindEquivocation(one, other).Should().Be($"two checkpoints of 5 records have different roots:\n{one.Note}\n{other.Note}");
        CheckpointHistory.FindInconsistency(one, other, []).Should().Be(CheckpointHistory.FindEquivocation(one, other));
    }

    [Fact]
    public void FindEquivocation_OtherLogOrSizeOrTheSame_FindsNothing()
    {
        byte[] root = RfcTree.Mth(Leaves.AsSpan(0, 5));
        var one = Signed.Sign("log", 0, 5, root);
        CheckpointHistory.FindEquivocation(one, Signed.Sign("log", 0, 5, root)).Should().BeNull();
        CheckpointHistory.FindEquivocation(one, Signed.Sign("log", 0, 6, new byte[32])).Should().BeNull();
        CheckpointHistory.FindEquivocation(one, Signed.Sign("log2", 0, 5, new byte[32])).Should().BeNull();
        CheckpointHistory.FindEquivocation(one, Signed.Sign("log", 5, 5, new byte[32])).Should().BeNull();
    }

    [Fact]
    [Trait("Fault", "28")]
    public void FindInconsistency_LogThatGrew_FindsNothing()
    {
        var one = Signed.Sign("log", 0, 5, RfcTree.Mth(Leaves.AsSpan(0, 5)));
        var other = Signed.Sign("log", 0, 9, RfcTree.Mth(Leaves));
        byte[] proof = RfcTree.Flat(RfcTree.Proof(5, Leaves));

        CheckpointHistory.FindInconsistency(one, other, proof).Should().BeNull();
        CheckpointHistory.FindInconsistency(one, other, proof.AsSpan(32)).Should().StartWith("the log did not grow from one checkpoint to the other: ")
            .And.Contain(one.Note).And.Contain(other.Note);
        CheckpointHistory.FindInconsistency(other, one, proof).Should().NotBeNull();
        CheckpointHistory.FindInconsistency(one, Signed.Sign("log2", 0, 9, RfcTree.Mth(Leaves)), proof).Should().StartWith("expected two checkpoints of one log");
    }

    [Fact]
    public void TryTake_NotesWithEmptyLinesBetween_TakesEachWhole()
    {
        string[] notes = [Signed.Checkpoint, Signed.Sign("— log", 0, 1, new byte[32]).Note, Signed.Checkpoint + "\u2014 w AAAAAAE=\n"];
        Take(string.Join('\n', notes)).Should().Equal(notes);
        Take("").Should().BeEmpty();
        Take(notes[0] + "\n").Should().Equal(notes[0]);
        Take(notes[0] + "\n" + notes[1][..40]).Should().Equal(notes[0], notes[1][..40]);
        Take("\n\n\n\n\n\n\n").Count.Should().BeLessThan(8);
    }

    private static List<string> Take(string file)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(file);
        List<string> notes = [];
        while (CheckpointHistory.TryTake(ref rest, out var note))
            notes.Add(Encoding.UTF8.GetString(note));
        return notes;
    }
}
