using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ActionGate.Audit.Notes;
using ActionGate.Audit.Verifying;

namespace ActionGate.Tests.Audit.Notes;

/// <summary>Notes and receipts with something changed: reading them throws nothing, and what verifies still says the same.</summary>
public sealed class NoteFuzzTests
{
    private const int Mutations = 35_000;

    private static readonly string[] Splices =
        ["\n", "\n\n", "\r", "\0", " ", "=", "+", "\u2014 ", "\u2014 w AAAAAAE=\n", "index 3\n", "/break-3", "0", "7", "-", "\u00A0", "\uD800", "{", "}", "\"", ",\"hash\":\"", "\\u0074"];

    [Fact]
    public void Checkpoint_Mutated_NeverThrowsAndNeverSaysSomethingElse()
    {
        string text = Signed.Checkpoint[..Signed.Checkpoint.IndexOf("\n\n", StringComparison.Ordinal)];
        var random = new Random(7);
        int read = 0;
        for (int i = 0; i < Mutations; i++)
        {
            string mutated = Mutate(Signed.Checkpoint, random);
            if (AuditCheckpoint.TryParse(mutated, out string? fault) is not { } checkpoint)
            {
                fault.Should().NotBeNull();
                continue;
            }
            read++;
            if (checkpoint.FindFault(Signed.PublicKey) is null && !mutated.StartsWith(text + "\n\n", StringComparison.Ordinal))
                Assert.Fail("verified: " + mutated);
        }
        read.Should().BeGreaterThan(Mutations / 100);
    }

    [Fact]
    public void Receipt_Mutated_NeverThrowsAndNeverSaysSomethingElse()
    {
        string kept = Signed.Receipt[..Signed.Receipt.IndexOf("\n\n\u2014", StringComparison.Ordinal)];
        var random = new Random(11);
        int read = 0;
        for (int i = 0; i < Mutations; i++)
        {
            string mutated = Mutate(Signed.Receipt, random);
            if (AuditReceipt.TryParse(mutated, out string? fault) is not { } receipt)
            {
                fault.Should().NotBeNull();
                continue;
            }
            read++;
            if (receipt.Verify(Signed.PublicKey).IsValid && !mutated.StartsWith(kept + "\n\n", StringComparison.Ordinal))
                Assert.Fail("verified: " + mutated);
        }
        read.Should().BeGreaterThan(Mutations / 100);
    }

    [Fact]
    public void Checkpoint_BytesMutated_NeverThrows()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Signed.Checkpoint);
        var random = new Random(13);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] mutated = (byte[])bytes.Clone();
            random.NextBytes(mutated.AsSpan(random.Next(mutated.Length), 1));
            var checkpoint = AuditCheckpoint.TryParse(mutated.AsSpan(0, random.Next(2) == 0 ? mutated.Length : random.Next(mutated.Length)), out string? fault);
            (checkpoint is null).Should().Be(fault is not null);
        }
    }

    /// <summary>Hashed anew after the change, as who writes the log could: nothing but the form speaks against it.</summary>
    [Fact]
    public void Record_MutatedAndHashed_IsStrictJsonOrRefused()
    {
        const string NoHash = "0000000000000000000000000000000000000000000000000000000000000000";
        string body = Signed.Receipt[..Signed.Receipt.IndexOf(",\"prev\"", StringComparison.Ordinal)];
        var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
        var random = new Random(17);
        byte[] leaf = new byte[32];
        int accepted = 0;
        for (int i = 0; i < Mutations; i++)
        {
            string entry = $"{Mutate(body, random)},\"prev\":\"{NoHash}\"}}";
            if (!NoteText.IsValid(entry))
                continue;
            string hash = Convert.ToHexStringLower(SHA256.HashData([0, .. Encoding.UTF8.GetBytes(entry)]));
            string line = $"{entry[..^1]},\"hash\":\"{hash}\"}}";
            if (RecordVerifier.CheckAlone(Encoding.UTF8.GetBytes(line), leaf, out long sequence) is not null)
                continue;
            accepted++;
            using var document = JsonDocument.Parse(line, strict);
            document.RootElement.GetProperty("seq").GetInt64().Should().Be(sequence);
            document.RootElement.GetProperty("type").ValueKind.Should().Be(JsonValueKind.String);
            AuditRecord.Parse(Encoding.UTF8.GetBytes(line))!.Sequence.Should().Be(sequence);
        }
        accepted.Should().BeGreaterThan(Mutations / 100);
    }

    private static string Mutate(string text, Random random)
    {
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(text.Length + 1), length = random.Next(Math.Min(60, text.Length - at) + 1);
            text = random.Next(7) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Insert(random.Next(text.Length + 1), text.Substring(at, length)),
                3 => text.Insert(at, Splices[random.Next(Splices.Length)]),
                4 when at < text.Length => text[..at] + text[random.Next(text.Length)] + text[(at + 1)..],
                5 when at < text.Length => text[..at] + (char)(text[at] ^ (1 << random.Next(8))) + text[(at + 1)..],
                _ when at < text.Length => text[..at] + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/="[random.Next(65)] + text[(at + 1)..],
                _ => text + text[..length],
            };
        }
        return text;
    }
}
