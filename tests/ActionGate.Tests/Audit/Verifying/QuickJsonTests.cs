using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ActionGate.Audit.Verifying;

namespace ActionGate.Tests.Audit.Verifying;

/// <summary>What is recognised must be strict JSON by the runtime's own reader; what is not must only be rare.</summary>
public sealed class QuickJsonTests
{
    private static readonly QuickJson Quick = new();

    [Theory]
    [InlineData("""{"type":"a"}""")]
    [InlineData("""{"v":1,"type":"decision","a":[],"b":{},"c":[[],{}],"d":[1,-2,0,1.5,1e9,-1.25E-3,true,false,null,"x"]}""")]
    [InlineData("""{"a":{"type":7},"type":"x","b":"\"\\\/\b\f\n\r\t\u00e9\uD800"}""")]
    [InlineData("""{"a":{"b":1,"c":{"b":1}},"b":1,"type":"x"}""")]
    [InlineData("""{"abcdefgh":1,"abcdefgi":2,"abcdefghij":3,"":4,"type":"ü€😀"}""")]
    public void TryRead_JsonAsRecordsAreWritten_IsRecognised(string json) => Read(json).Should().Be((true, true));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"type\"")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"a":{"type":"x"}}""")]
    [InlineData("""{"type":"x"}}""")]
    [InlineData("""{"type":"x"]""")]
    [InlineData("""{"type":"x",}""")]
    [InlineData("""{"type":"x","a":[1,]}""")]
    [InlineData("""{"type":"x","a":[,1]}""")]
    [InlineData("""{,"type":"x"}""")]
    [InlineData("""{"type":"x" "a":1}""")]
    [InlineData("""{"type":"x","a"}""")]
    [InlineData("""{"type":"x","a":}""")]
    [InlineData("""{"type":"x","a":01}""")]
    [InlineData("""{"type":"x","a":1.}""")]
    [InlineData("""{"type":"x","a":.5}""")]
    [InlineData("""{"type":"x","a":+1}""")]
    [InlineData("""{"type":"x","a":1e}""")]
    [InlineData("""{"type":"x","a":-}""")]
    [InlineData("""{"type":"x","a":tru}""")]
    [InlineData("""{"type":"x","a":NaN}""")]
    [InlineData("""{"type":"x","a":"\x"}""")]
    [InlineData("""{"type":"x","a":"\u12g4"}""")]
    [InlineData("""{"type":"x","a":"\u12"}""")]
    [InlineData("""{"type":"x","a":1,"a":2}""")]
    [InlineData("""{"type":"x","abcdefghijk":1,"b":{"c":[{"d":0,"d":0}]}}""")]
    [InlineData("""{"type":"x","type":"x"}""")]
    [InlineData("""{"type":"x"}{"type":"x"}""")]
    [InlineData("{\"type\":\"x\ty\"}")]
    [InlineData("{\"type\":\"x\0\"}")]
    [InlineData("{'type':'x'}")]
    public void TryRead_WhatIsNone_IsNotRecognised(string json) => Read(json).Should().Be((false, false));

    [Theory]
    [InlineData("""{ "type":"x"}""")]
    [InlineData("""{"type":"\u0078"}""")]
    [InlineData("""{"t\u0079pe":"x"}""")]
    [InlineData("""{"type":""}""")]
    public void TryRead_SoundButUnusual_IsLeftToTheOther(string json) => Read(json).Should().Be((false, true));

    [Fact]
    public void TryRead_DepthAndNames_AreBounded()
    {
        Read(Nested(63)).Should().Be((true, true));
        Read(Nested(64)).Should().Be((false, false));
        Read(Nested(5000)).Should().Be((false, false));
        string names = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"{i}\":0"));
        string objects = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"{{\"b\":{i}}}"));
        Read("{\"type\":\"x\",\"a\":{" + names + "}}").Should().Be((false, true));
        Read("{\"type\":\"x\",\"a\":[" + objects + "]}").Should().Be((true, true));
    }

    [Fact]
    public void TryRead_RecordsWithAnythingInThem_NeverTakesWhatTheOracleRefuses()
    {
        var random = new Random(7);
        byte[][] seeds = [.. ForgedLog.Chain(ForgedLog.Bodies(4)).Select(Encoding.UTF8.GetBytes), Encoding.UTF8.GetBytes("""{"type":"x","a":{"b":[1,-0.5e+7,{"c":null}],"d":"\u12aF"},"e":"ü"}""")];
        byte[] tokens = Encoding.UTF8.GetBytes("{}[]\",:\\u0019-+.eEtrfalsn \n\0\u00ff");
        int taken = 0;
        for (int i = 0; i < 60_000; i++)
        {
            byte[] text = [.. seeds[i % seeds.Length]];
            for (int change = random.Next(1, 4); change > 0 && text.Length > 1; change--)
            {
                int at = random.Next(text.Length);
                int to = Math.Min(text.Length, at + random.Next(1, 9));
                text = random.Next(4) switch
                {
                    0 => [.. text[..at], .. text[to..]],
                    1 => [.. text[..to], .. text[at..]],
                    2 => [.. text[..at], tokens[random.Next(tokens.Length)], .. text[at..]],
                    _ => [.. text[..at], tokens[random.Next(tokens.Length)], .. text[(at + 1)..]],
                };
            }
            bool isTaken = Utf8.IsValid(text) && Quick.TryRead(text, out _);
            if (isTaken)
                IsStrict(text).Should().BeTrue(Encoding.UTF8.GetString(text));
            taken += isTaken ? 1 : 0;
        }
        taken.Should().BeGreaterThan(3000);
    }

    private static string Nested(int depth) => $$"""{"a":{{new string('[', depth)}}{{new string(']', depth)}},"type":"x"}""";

    private static (bool Quick, bool Strict) Read(string json)
    {
        byte[] text = Encoding.UTF8.GetBytes(json);
        return (Quick.TryRead(text, out _), IsStrict(text));
    }

    private static bool IsStrict(byte[] text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
