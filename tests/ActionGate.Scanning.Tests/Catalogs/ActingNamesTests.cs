using ActionGate.Scanning.Catalogs;

namespace ActionGate.Scanning.Tests.Catalogs;

public sealed class ActingNamesTests
{
    [Theory]
    [InlineData("open_memmap")]
    [InlineData("loadmat")]
    [InlineData("imread")]
    [InlineData("toFile")]
    [InlineData("fromfile")]
    [InlineData("ExcelReader")]
    [InlineData("HTTPServer")]
    [InlineData("download_url")]
    [InlineData("FileDownloader")]
    [InlineData("run_command")]
    [InlineData("execute")]
    [InlineData("delete")]
    [InlineData("rename")]
    [InlineData("copy_file")]
    [InlineData("convert_from_path")]
    [InlineData("get_url")]
    [InlineData("a_word_that_is_longer_than_anybody_would_write_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void MayAct_NameOfSomethingThatActs_Is(string name) => ActingNames.MayAct(name).Should().BeTrue();

    [Theory]
    [InlineData("mean")]
    [InlineData("copy")]
    [InlineData("to_dict")]
    [InlineData("thread_count")]
    [InlineData("payload")]
    [InlineData("ready")]
    [InlineData("spread")]
    [InlineData("shortest_path")]
    [InlineData("is_open")]
    [InlineData("has_file")]
    [InlineData("IN_CLOSE_WRITE")]
    [InlineData("SettingWithCopyWarning")]
    [InlineData("ConnectionError")]
    [InlineData("")]
    [InlineData("_")]
    public void MayAct_HarmlessName_IsNot(string name) => ActingNames.MayAct(name).Should().BeFalse();
}
