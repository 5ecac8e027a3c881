namespace ActionGate.Scanning.Catalogs;

/// <summary>One line of a block: <c>key if A B unless C: items</c>.</summary>
/// <param name="Key">What the line is about.</param>
/// <param name="If">It holds where one of these is given; always, where there are none.</param>
/// <param name="Unless">It does not hold where one of these is given.</param>
/// <param name="Items">What it says.</param>
/// <param name="Number">Its number in the text, from 1.</param>
internal sealed record CatalogLine(string Key, string[] If, string[] Unless, string[] Items, int Number);
