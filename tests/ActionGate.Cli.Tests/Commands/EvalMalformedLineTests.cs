using System.Text;
using System.Text.Json;
using ActionGate.Cli.Input;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Cli.Tests.Commands;

public sealed class EvalMalformedLineTests
{
    private const string Inline = "\"policy\":\"version: 1\\nrules: [{id: all, action: shell_exec, target: '*', decision: allow}]\"";

    [Theory]
    [InlineData("", "null", "expected one JSON object a line, found a blank line")]
    [InlineData(" \t\r", "null", "expected one JSON object a line, found a blank line")]
    [InlineData("x", "null", "expected one JSON object a line, found what is not valid JSON at byte 1")]
    [InlineData("{", "null", "expected one JSON object a line, found what is not valid JSON at byte 2")]
    [InlineData("[1]", "null", "expected one JSON object a line, found an array")]
    [InlineData("null", "null", "expected one JSON object a line, found null")]
    [InlineData("\"a\"", "null", "expected one JSON object a line, found a string")]
    [InlineData("""{"id":"1","actionType":"shell_exec","target":"ls"} {}""", "\"1\"", "expected one JSON object a line, found what is not valid JSON at byte 52")]
    [InlineData("""{"id":"1","actionType":"shell_exec","target":"l""", "\"1\"", "expected one JSON object a line, found what is not valid JSON at byte 48")]
    [InlineData("""{"id":"1","actionType":"shell_exec","target":"ls",}""", "\"1\"", "expected one JSON object a line, found what is not valid JSON at byte 51")]
    [InlineData("""{"id":"1"/**/}""", "\"1\"", "expected one JSON object a line, found what is not valid JSON at byte 10")]
    [InlineData("""{"actionType":5,"target":"ls","id":"1"}""", "\"1\"", "expected a string in 'actionType', found a number")]
    [InlineData("""{"actionType":"shell_exec","target":["ls"],"id":"1"}""", "\"1\"", "expected a string in 'target', found an array")]
    [InlineData("""{"actionType":"shell_exec","target":"ls","agentId":true,"id":1}""", "1", "expected a string in 'agentId', found a boolean")]
    [InlineData("""{"actionType":"shell_exec","target":"ls","cwd":{"a":[]},"id":1}""", "1", "expected a string in 'cwd', found an object")]
    [InlineData("""{"actionType":"shell_exec","target":"ls","policy":1}""", "null", "expected a string in 'policy', found a number")]
    [InlineData("""{"id":{"a":1},"actionType":"shell_exec","target":"ls"}""", "null", "expected a string, a number, true, false or null in 'id', found an object")]
    [InlineData("""{"id":1,"actionType":"network","target":"a","port":"443"}""", "1", "expected a port from 0 to 65535 in 'port', found text")]
    [InlineData("""{"id":1,"actionType":"network","target":"a","port":65536}""", "1", "expected a port from 0 to 65535 in 'port', found another number")]
    [InlineData("""{"id":1,"actionType":"network","target":"a","port":44.3}""", "1", "expected a port from 0 to 65535 in 'port', found another number")]
    [InlineData("""{"id":1,"actionType":"shell_exec","target":"ls","Target":"rm"}""", "1", "'target' is written in another case")]
    [InlineData("""{"id":1,"actionType":"shell_exec","target":"ls","CW\u0044":"/etc"}""", "1", "'cwd' is written in another case")]
    [InlineData("""{"id":1,"target":"ls","actionType":"shell_exec","target":"rm"}""", "1", "'target' stands there twice")]
    [InlineData("""{"id":1,"target":null,"actionType":"shell_exec","target":"rm"}""", "1", "'target' stands there twice")]
    [InlineData("""{"id":1,"target":"ls","actionType":"shell_exec","t\u0061rget":"rm"}""", "1", "'target' stands there twice")]
    [InlineData("""{"id":1,"id":2,"actionType":"shell_exec","target":"ls"}""", "null", "'id' stands there twice")]
    [InlineData("""{"id":1}""", "1", "expected 'actionType', or 'language' and 'code', found neither")]
    [InlineData("""{"id":1,"target":"ls"}""", "1", "expected 'actionType', or 'language' and 'code', found neither")]
    [InlineData("""{"id":1,"code":"ls"}""", "1", "expected 'language' beside 'code', found none")]
    [InlineData("""{"id":1,"code":"ls","language":"sh","actionType":"shell_exec"}""", "1", "expected an action ('actionType', 'target') or code ('language', 'code'), found both")]
    [InlineData("""{"id":1,"code":"ls","language":"sh","target":"ls"}""", "1", "expected an action ('actionType', 'target') or code ('language', 'code'), found both")]
    public void Eval_MalformedLine_IsDeniedWithItsIdAndTheRestGoesOn(string line, string id, string error)
    {
        string good = $$"""{"id":"good","actionType":"shell_exec","target":"ls",{{Inline}}}""";

        var run = CommandRun.Of($"{line}\n{good}\n", "eval", "--jsonl");

        run.Code.Should().Be(0);
        run.Error.Should().BeEmpty();
        run.Lines.Should().HaveCount(2);
        run.Lines[0].Should().Be($$"""{"id":{{id}},"decision":"DENY","rule":null,"reason":"the request is malformed","error":"{{error}}"}""");
        run.Lines[1].Should().StartWith("""{"id":"good","actionType":"shell_exec","target":"ls","agentId":null,"decision":"ALLOW","rule":"all",""");
    }

    [Fact]
    public void Eval_InvalidUtf8_IsMalformedWhereverItStands()
    {
        byte[] line = [.. "{\"id\":\"1\",\"actionType\":\"shell_exec\",\"target\":\"ls\",\"x\":\""u8, 0xC3, 0x28, .. "\"}\n{\"id\":\""u8, 0xFF, .. "\"}\n"u8];

        var run = CommandRun.Of(line, "eval", "--jsonl");

        run.Lines.Should().Equal(
            """{"id":"1","decision":"DENY","rule":null,"reason":"the request is malformed","error":"expected UTF-8, found other bytes"}""",
            "{\"id\":\"\uFFFD\",\"decision\":\"DENY\",\"rule\":null,\"reason\":\"the request is malformed\",\"error\":\"expected UTF-8, found other bytes\"}");
    }

    [Fact]
    public void Eval_LineOver16MiB_IsMalformedAndTheRestGoesOn()
    {
        byte[] input = new byte[LineSource.DefaultLongestLine + 100_000];
        Array.Fill(input, (byte)'a');
        "{\"id\":\"long\",\"target\":\""u8.CopyTo(input);
        "\"}\n{\"id\":2}\n"u8.CopyTo(input.AsSpan(input.Length - 12));

        var run = CommandRun.Of(input, "eval", "--jsonl");

        run.Code.Should().Be(0);
        run.Lines.Should().HaveCount(2);
        run.Lines[0].Should().Be("""{"id":null,"decision":"DENY","rule":null,"reason":"the request is malformed","error":"the line is longer than 16777216 bytes"}""");
        run.Lines[1].Should().StartWith("{\"id\":2,");
    }

    [Fact]
    public void Eval_DeepNesting_IsMalformedAndDoesNotOverflowTheStack()
    {
        var run = CommandRun.Of("{\"id\":1,\"x\":" + new string('[', 1_000_000) + "}", "eval", "--jsonl");

        run.Lines.Should().ContainSingle().Which.Should().StartWith("{\"id\":1,\"decision\":\"DENY\"");
    }

    [Fact]
    public void Eval_NoInput_AnswersNothing()
    {
        var run = CommandRun.Of("", "eval", "--jsonl");

        run.Should().Be(new CommandRun(0, "", ""));
    }

    [Fact]
    public void Eval_AnyLines_AnswersEachWithValidJsonInOrder()
    {
        string[] pieces =
        [
            "{", "}", "[", "]", ":", ",", "\"id\"", "\"actionType\"", "\"target\"", "\"code\"", "\"language\"", "\"policy\"", "\"port\"", "\"\\ud800\"", "\"\\u0000\"",
            "\"shell_exec\"", "\"bash\"", "1", "-", "null", "true", "\u2028", "é", "\uD83D\uDE00", " ", "\r", "\\", "\"", "{\"id\":", "{\"actionType\":\"file_read\",\"target\":", "{\"language\":\"sh\",\"code\":",
        ];
        var line = Gen.Elements(pieces).ListOf().Select(p => string.Concat(p));
        var lines = line.NonEmptyListOf().Select(l => l.ToArray());

        Prop.ForAll(lines.ToArbitrary(), input =>
        {
            var run = CommandRun.Of(Encoding.UTF8.GetBytes(string.Join('\n', input) + "\n"), "eval", "--jsonl");
            run.Code.Should().Be(0);
            string[] answers = run.Output.Split('\n')[..^1];
            answers.Should().HaveCount(input.Length);
            foreach (string answer in answers)
            {
                using var json = JsonDocument.Parse(answer);
                json.RootElement.GetProperty("decision").GetString().Should().Be("DENY");
            }
        }).QuickCheckThrowOnFailure();
    }
}
