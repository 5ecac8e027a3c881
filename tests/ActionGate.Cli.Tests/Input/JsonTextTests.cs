using System.Text;
using System.Text.Json;
using ActionGate.Cli.Input;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Cli.Tests.Input;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain é", "plain é")]
    [InlineData("\\b\\f\\n\\r\\t\\\\\\/\\\"", "\b\f\n\r\t\\/\"")]
    [InlineData("\\u0041\\u00e9x", "Aéx")]
    [InlineData("\\uD83D\\uDE00", "\uD83D\uDE00")]
    public void Unescape_EveryEscape_IsRead(string inside, string expected) => JsonText.Unescape(Encoding.UTF8.GetBytes(inside)).Should().Be(expected);

    [Fact]
    public void Unescape_HalfAPair_StaysHalfAPair()
    {
        JsonText.Unescape("\\ud800x"u8).Should().Be("\ud800x");
        JsonText.Unescape("\\uDE00\\uD83D"u8).Should().Be("\uDE00\uD83D");
    }

    [Fact]
    public void Unescape_WhatTheFrameworkWrote_IsReadAsItReadsIt() =>
        Prop.ForAll<string?>(text =>
        {
            string inside = JsonEncodedText.Encode(text ?? "").ToString();
            JsonText.Unescape(Encoding.UTF8.GetBytes(inside)).Should().Be(JsonSerializer.Deserialize<string>($"\"{inside}\""));
        }).QuickCheckThrowOnFailure();
}
